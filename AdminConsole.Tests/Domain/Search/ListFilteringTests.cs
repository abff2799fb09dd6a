using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Search;

/// <summary>Filters, orders and pages of the list, in one school, in several and in all: each has a way of its own in the database.</summary>
public sealed class ListFilteringTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly People people = database.People;
    private readonly AccountList list = database.Get<AccountList>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_filter_finds_just_those_in_every_scope()
    {
        var (here, there) = (await people.SchoolAsync(), await people.SchoolAsync());
        Actor[] actors = [await people.OperatorAsync(Function.LocalAdmin, [here]), await people.OperatorAsync(Function.LocalAdmin, [here, there]), await people.OperatorAsync(Function.CentralAdmin, [])];
        var n = 0;
        async Task<Guid> Make(Action<Account> change, string? className = null) => (await people.AccountAsync("Filtrage", $"P{n++:D2}", [here, there], a =>
        {
            (a.Source, a.Profile, a.ActivatedAt, a.CreatedAt) = (AccountSource.Aaf, Profile.Student, DateTimeOffset.UnixEpoch, new(2020, 11, 14, 0, 0, 0, TimeSpan.Zero));
            (a.Email, a.EmailState, a.EmailSource) = ($"p{n}@example.org", ContactState.Confirmed, ContactSource.File);
            (a.Mobile, a.MobileState, a.MobileSource) = ("+33612345678", ContactState.Confirmed, ContactSource.File);
            change(a);
        }, className)).Id;
        var plain = await Make(_ => { });
        var parent = await Make(a => a.Profile = Profile.Relative);
        var manual = await Make(a => a.Source = AccountSource.Manual);
        var never = await Make(a => a.ActivatedAt = null);
        var blocked = await Make(a => a.BlockedAt = DateTimeOffset.UnixEpoch);
        var over = await Make(a => (a.BlockedAt, a.BlockedUntil) = (DateTimeOffset.UnixEpoch, new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var silent = await Make(a => (a.Email, a.EmailState, a.EmailSource) = (null, null, null));
        var refused = await Make(a => a.EmailState = ContactState.Refused);
        var unreachable = await Make(a => (a.Mobile, a.MobileState, a.MobileSource) = (null, null, null));
        var recent = await Make(a => a.CreatedAt = new(2026, 9, 14, 22, 30, 0, TimeSpan.Zero));
        var deleted = await Make(a => a.DeletionDueAt = DateTimeOffset.MaxValue.AddYears(-1));

        foreach (var actor in actors)
        {
            Assert.Equal([plain, parent, manual, never, blocked, over, silent, refused, unreachable, recent], await IdsAsync(actor, new("filtrage")));
            foreach (var text in new[] { null, "filtrage" })
            {
                AccountFilter all = new(text, Source: AccountSource.Aaf);
                Assert.Equal([manual], await IdsAsync(actor, all with { Source = AccountSource.Manual, Profile = Profile.Student }));
                Assert.Equal([parent], await IdsAsync(actor, all with { Profile = Profile.Relative }));
                Assert.Equal([never], await IdsAsync(actor, all with { Activated = false }));
                Assert.Equal([blocked], await IdsAsync(actor, all with { Blocked = true }));
                Assert.Equal([silent], await IdsAsync(actor, all with { Email = EmailTrouble.None }));
                Assert.Equal([refused], await IdsAsync(actor, all with { Email = EmailTrouble.Refused }));
                Assert.Equal([unreachable], await IdsAsync(actor, all with { NoMobile = true }));
                Assert.Equal([recent], await IdsAsync(actor, all with { CreatedSince = new(2026, 9, 15) }));
                Assert.Empty(await IdsAsync(actor, all with { CreatedSince = new(2026, 9, 16) }));
                Assert.Equal([deleted], await IdsAsync(actor, all with { Deleted = true }));
                Assert.Equal(1, await list.CountAsync(actor, all with { Blocked = true }, Cancel));
                Assert.Equal(9, await list.CountAsync(actor, all, Cancel));
            }
        }
    }

    [Fact]
    public async Task What_becomes_of_an_account_moves_it_from_one_filter_to_another_at_once()
    {
        var school = await people.SchoolAsync();
        var actor = await people.OperatorAsync(Function.LocalAdmin, [school]);
        var id = (await people.AccountAsync("Mouvant", "Lou", [school], a => a.ActivatedAt = null)).Id;
        AccountFilter never = new(Activated: false, Profile: Profile.Student);
        Assert.Equal([id], await IdsAsync(actor, never));

        await ChangeAsync(id, "activated_at = now(), blocked_at = now()");
        Assert.Empty(await IdsAsync(actor, never));
        Assert.Equal([id], await IdsAsync(actor, new(Blocked: true)));
        await ChangeAsync(id, "blocked_at = NULL, email = 'lou@example.org', email_state = 3, email_source = 1");
        Assert.Empty(await IdsAsync(actor, new(Blocked: true)));
        Assert.Equal([id], await IdsAsync(actor, new(Email: EmailTrouble.Refused)));
        await ChangeAsync(id, "email_state = 2, deletion_due_at = now()");
        Assert.Empty(await IdsAsync(actor, new(Email: EmailTrouble.Refused, Deleted: true)));
        Assert.Equal([id], await IdsAsync(actor, new(Deleted: true)));
        Assert.Equal(0, await database.CountAsync("SELECT FROM search_people p JOIN accounts a ON a.id = p.account_id WHERE p.kind <> search_kind(a) OR p.created_at <> a.created_at"));
    }

    [Theory]
    [InlineData(AccountOrder.Name, false)]
    [InlineData(AccountOrder.NameDown, true)]
    [InlineData(AccountOrder.Newest, false)]
    [InlineData(AccountOrder.Oldest, true)]
    public async Task Pages_go_both_ways_in_every_order_and_meet_everybody_once(AccountOrder order, bool central)
    {
        var (here, there) = (await people.SchoolAsync(), await people.SchoolAsync());
        var actor = central ? await people.OperatorAsync(Function.CentralAdmin, []) : await people.OperatorAsync(Function.Support, [here, there]);
        for (var i = 0; i < 110; i++)
            await people.AccountAsync($"{order}{i % 9}", $"P{i:D3}", i % 4 == 0 ? [here, there] : [here], a => (a.Profile, a.CreatedAt) = (Profile.Guest, DateTimeOffset.UnixEpoch.AddDays(i % 40)));
        AccountFilter filter = new($"{order}".ToLowerInvariant(), Profile: Profile.Guest);

        var pages = new List<AccountPage> { await list.ReadAsync(actor, filter, order, null, null, Cancel) };
        while (pages[^1].Next is { } next) pages.Add(await list.ReadAsync(actor, filter, order, next, null, Cancel));

        Assert.Equal([50, 50, 10], pages.Select(p => p.Rows.Count));
        var rows = pages.SelectMany(p => p.Rows).ToList();
        Assert.Equal(110, rows.Select(r => r.Id).Distinct().Count());
        Assert.Equal(order switch
        {
            AccountOrder.Name => rows.OrderBy(r => r.FamilyName, StringComparer.Ordinal).ThenBy(r => r.GivenName, StringComparer.Ordinal),
            AccountOrder.NameDown => rows.OrderByDescending(r => r.FamilyName, StringComparer.Ordinal).ThenByDescending(r => r.GivenName, StringComparer.Ordinal),
            AccountOrder.Newest => rows.OrderByDescending(r => r.Marks!.CreatedAt),
            AccountOrder.Oldest => rows.OrderBy(r => r.Marks!.CreatedAt),
        }, rows);
        var back = await list.ReadAsync(actor, filter, order, null, pages[2].Previous, Cancel);
        Assert.Equal(pages[1].Rows.Select(r => r.Id), back.Rows.Select(r => r.Id));
        var first = await list.ReadAsync(actor, filter, order, null, back.Previous, Cancel);
        Assert.Equal(pages[0].Rows.Select(r => r.Id), first.Rows.Select(r => r.Id));
        Assert.Null(first.Previous);
        Assert.Equal(110, await list.CountAsync(actor, filter, Cancel));
    }

    [Fact]
    public async Task Forged_keys_and_those_of_another_order_show_the_first_page()
    {
        var school = await people.SchoolAsync();
        var actor = await people.OperatorAsync(Function.Support, [school]);
        for (var i = 0; i < 60; i++) await people.AccountAsync("Cle", $"P{i:D3}", [school]);
        var first = await list.ReadAsync(actor, new(), AccountOrder.Name, null, null, Cancel);
        foreach (var key in new[] { "AA", "%%", "LTEKMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA", "OTk5OTk5OTk5OTk5OTk5OTk5OQowMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA", "_w", new string('A', 4_000), first.Next! })
        {
            foreach (var (after, before) in new[] { (key, null), ((string?)null, key) })
            {
                Assert.Equal(50, (await list.ReadAsync(actor, new(), AccountOrder.Newest, after, before, Cancel)).Rows.Count);
                if (key != first.Next) Assert.Equal(first.Rows.Select(r => r.Id), (await list.ReadAsync(actor, new(), AccountOrder.Name, after, before, Cancel)).Rows.Select(r => r.Id));
            }
        }
    }

    [Fact]
    public async Task Whoever_is_out_of_scope_is_in_no_list_and_no_count_whatever_the_filter()
    {
        var (mine, other) = (await people.SchoolAsync(), await people.SchoolAsync());
        var actor = await people.OperatorAsync(Function.LocalAdmin, [mine]);
        await people.AccountAsync("Ailleurs", "Lou", [other], a => a.BlockedAt = DateTimeOffset.UnixEpoch);
        foreach (var filter in new AccountFilter[] { new("ailleurs"), new(Blocked: true), new(SchoolId: other.Id), new(SchoolId: other.Id, Blocked: true), new("ailleurs", Blocked: true) })
        {
            Assert.Empty(await IdsAsync(actor, filter));
            Assert.Equal(0, await list.CountAsync(actor, filter, Cancel));
            Assert.Equal(0, await list.CountAsync(new(actor.AccountId, Guid.NewGuid()), filter with { SchoolId = null }, Cancel));
        }
    }

    private Task ChangeAsync(Guid id, string set) => database.ExecuteAsOwnerAsync($"UPDATE accounts SET {set} WHERE id = '{id}'");

    private async Task<Guid[]> IdsAsync(Actor actor, AccountFilter filter) => [.. (await list.ReadAsync(actor, filter, AccountOrder.Name, null, null, Cancel)).Rows.Select(h => h.Id)];
}
