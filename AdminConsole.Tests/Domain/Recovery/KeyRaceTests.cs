using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminConsole.Domain.Recovery;

/// <summary>A link and a provisional password are two keys to one token (rules 4, 7 and 8 of recovery).</summary>
public sealed class KeyRaceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string ByLink = "cactus-tambour-vallon-biscuit-lune";
    private const string ByEntry = "girafe-crayon-pluie-merci-cascade";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PasswordChoice Choice => database.Get<PasswordChoice>();

    [Fact]
    public async Task Of_a_link_and_a_provisional_password_at_once_exactly_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var desk = await ResetDesk.SetAsync(database, account => account.ActivatedAt = null);
            await desk.SendAsync();
            ResetKey link = await desk.LinkTextAsync(), entry = ResetKey.Entry((await desk.TokensAsync())[0].Id);

            var results = await Task.WhenAll(
                Choice.RedeemAsync(link, ByLink, new() { Email = "parlien@example.org" }, null, Cancel),
                Choice.RedeemAsync(entry, ByEntry, new() { Email = "parcode@example.org" }, null, Cancel));

            var winner = Assert.Single(results, r => r.Outcome is ChoiceOutcome.Changed);
            Assert.Equal((ChoiceOutcome.LinkDead, LinkState.Used), (results.Single(r => r != winner).Outcome, results.Single(r => r != winner).Link));
            var pupil = await desk.PupilNowAsync();
            var (password, email) = winner == results[0] ? (ByLink, "parlien@example.org") : (ByEntry, "parcode@example.org");
            Assert.Equal((HashAnswer.Right, email), (database.Get<PasswordHash>().Verify(pupil.PasswordHash, password), pupil.Email));
            Assert.Single(await desk.MessagesAsync(), m => m.Kind == MessageKind.ContactReplaced);
        }
    }

    [Fact]
    public async Task Using_either_ends_both()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        ResetKey link = await desk.LinkTextAsync(), entry = ResetKey.Entry((await desk.TokensAsync())[0].Id);

        Assert.Equal(ChoiceOutcome.Changed, (await Choice.RedeemAsync(entry, ByEntry, null, Cancel)).Outcome);
        Assert.Equal(LinkState.Used, (await Choice.LookAsync(link, Cancel)).State);
        Assert.Equal(LinkState.Used, (await Choice.LookAsync(entry, Cancel)).State);
        // What came to the address proves it, typed or followed.
        Assert.Equal(ContactState.Confirmed, (await desk.PupilNowAsync()).EmailState);
    }

    [Fact]
    public async Task A_hundred_looks_at_once_change_nothing()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        ResetKey link = await desk.LinkTextAsync(), entry = ResetKey.Entry((await desk.TokensAsync())[0].Id);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Choice.LookAsync(i % 2 == 0 ? link : entry, Cancel)));

        var token = Assert.Single(await desk.TokensAsync());
        Assert.Equal((null, null), (token.OpenedAt, token.EndedAt));
        await Choice.OpenedAsync(entry, Cancel);
        Assert.NotNull((await desk.TokensAsync())[0].OpenedAt);
    }

    [Fact]
    public async Task The_clock_of_a_process_decides_nothing()
    {
        var desk = await ResetDesk.SetAsync(database);
        await desk.SendAsync();
        ResetKey link = await desk.LinkTextAsync();
        foreach (var years in (int[])[-10, 10])
        {
            await using var services = database.BuildServices(s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(new TestClock(DateTimeOffset.UnixEpoch.AddYears(56 + years)))));
            Assert.Equal(LinkState.Usable, (await services.GetRequiredService<PasswordChoice>().LookAsync(link, Cancel)).State);
        }
        await database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET expires_at = now() WHERE account_id = '{desk.Pupil.Id}'");
        await using var past = database.BuildServices(s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(new TestClock(DateTimeOffset.UnixEpoch))));
        Assert.Equal((ChoiceOutcome.LinkDead, LinkState.Expired), await OutcomeAsync(past.GetRequiredService<PasswordChoice>(), link));
    }

    [Fact]
    public async Task What_a_stranger_asks_for_ends_neither_the_operators_nor_the_slips()
    {
        var desk = await ResetDesk.SetAsync(database);
        var tokens = database.Get<ResetTokens>();
        var keys = new Dictionary<TokenOrigin, ResetKey>();
        foreach (var origin in (TokenOrigin[])[TokenOrigin.Operator, TokenOrigin.Slip, TokenOrigin.Public, TokenOrigin.Public])
        {
            await using var db = database.Open();
            var issued = await tokens.IssueAsync(
                db, new(desk.Pupil.Id, origin, TokenCarrier.Mail, TimeSpan.FromHours(1)) { WithProvisional = true }, await db.NowAsync(Cancel), Cancel);
            await db.SaveChangesAsync(Cancel);
            if (keys.TryGetValue(origin, out var earlier)) Assert.Equal(LinkState.Superseded, (await Choice.LookAsync(earlier, Cancel)).State);
            keys[origin] = issued.Secret;
        }
        foreach (var key in keys.Values) Assert.Equal(LinkState.Usable, (await Choice.LookAsync(key, Cancel)).State);
    }

    private static async Task<(ChoiceOutcome, LinkState)> OutcomeAsync(PasswordChoice choice, ResetKey key)
    {
        var result = await choice.RedeemAsync(key, ByLink, null, Cancel);
        return (result.Outcome, result.Link);
    }
}
