using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>Which account a provider's claim means.</summary>
public sealed class ProviderSignInTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_is_folded_and_opens_a_session_that_is_journaled()
    {
        var agent = await OperatorAsync();
        var answer = await EnterAsync(AccountKey.Login, "  " + agent.Login.ToUpperInvariant());
        Assert.Equal((agent.Id, true, false), (answer.Session!.AccountId, answer.Session.HasFunction, answer.Session.Remembered));
        await using var db = database.Open();
        Assert.Equal("OpenIdConnect", (await db.AuditEntries.SingleAsync(e => e.AccountId == agent.Id && e.Action == AuditAction.SignedIn, Cancel)).Reason);
        Assert.NotNull((await database.People.ReadAsync(agent.Id)).LastSignInAt);
    }

    [Theory]
    [InlineData("é", "e")]
    [InlineData("ｅ", "e")]
    [InlineData("\u212A", "k")]
    public async Task A_login_that_only_looks_or_folds_alike_is_another_person_there(string letter, string ours)
    {
        var agent = await OperatorAsync();
        var rest = agent.Login[1..];
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET login = '{ours}{rest}' WHERE id = '{agent.Id}'");
        Assert.Equal(ProviderRefusal.NoAccount, (await EnterAsync(AccountKey.Login, letter + rest)).Refusal);
        Assert.Equal(agent.Id, (await EnterAsync(AccountKey.Login, ours + rest)).Session!.AccountId);
    }

    [Fact]
    public async Task An_alias_names_nobody_because_operators_set_it()
    {
        await OperatorAsync(a => a.Alias = "directrice");
        Assert.Equal(ProviderRefusal.NoAccount, (await EnterAsync(AccountKey.Login, "directrice")).Refusal);
    }

    [Fact]
    public async Task An_address_counts_once_its_owner_confirmed_it()
    {
        var agent = await OperatorAsync(a => (a.Email, a.EmailState) = ("Agent.Un@example.org", ContactState.Unconfirmed));
        Assert.Equal(ProviderRefusal.NoAccount, (await EnterAsync(AccountKey.Email, "agent.un@EXAMPLE.org")).Refusal);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET email_state = 2 WHERE id = '{agent.Id}'");
        Assert.Equal(agent.Id, (await EnterAsync(AccountKey.Email, "agent.un@EXAMPLE.org")).Session!.AccountId);
    }

    [Fact]
    public async Task An_external_id_is_taken_as_it_is()
    {
        var agent = await OperatorAsync(a => a.ExternalId = "ext-42");
        Assert.Equal(agent.Id, (await EnterAsync(AccountKey.ExternalId, "ext-42")).Session!.AccountId);
        Assert.Equal(ProviderRefusal.NoAccount, (await EnterAsync(AccountKey.ExternalId, "EXT-42")).Refusal);
    }

    [Fact]
    public async Task Of_a_shared_address_the_one_operator_is_meant_and_never_one_of_two()
    {
        void Shared(Account account) => (account.Email, account.EmailState) = ("commune@example.org", ContactState.Confirmed);
        await database.People.AccountAsync("DUPONT", "Enfant", [], Shared);
        var one = await OperatorAsync(Shared);
        Assert.Equal(one.Id, (await EnterAsync(AccountKey.Email, "commune@example.org")).Session!.AccountId);
        await OperatorAsync(Shared);
        Assert.Equal(ProviderRefusal.SeveralAccounts, (await EnterAsync(AccountKey.Email, "commune@example.org")).Refusal);
    }

    [Theory]
    [InlineData(null, ProviderRefusal.NoClaim)]
    [InlineData("", ProviderRefusal.NoClaim)]
    [InlineData("  ", ProviderRefusal.NoClaim)]
    [InlineData("nobody", ProviderRefusal.NoAccount)]
    public async Task Whoever_is_not_named_does_not_come_in(string? claim, ProviderRefusal why)
    {
        var reference = Guid.NewGuid().ToString("N")[..12];
        Assert.Equal(why, (await EnterAsync(AccountKey.Login, claim, reference)).Refusal);
        await using var db = database.Open();
        var row = await db.AuditEntries.SingleAsync(e => e.Detail == reference, Cancel);
        Assert.Equal((AuditAction.SignInRefused, why.ToString()), (row.Action, row.Refusal));
    }

    [Fact]
    public async Task A_blocked_operator_and_one_whose_function_ended_do_not_come_in()
    {
        var blocked = await OperatorAsync(a => a.BlockedAt = DateTimeOffset.UnixEpoch);
        Assert.Equal(ProviderRefusal.Blocked, (await EnterAsync(AccountKey.Login, blocked.Login)).Refusal);
        var former = await OperatorAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{former.Id}'");
        Assert.Equal(ProviderRefusal.NoFunction, (await EnterAsync(AccountKey.Login, former.Login)).Refusal);
        await using var db = database.Open();
        Assert.Equal(0, await db.Sessions.CountAsync(s => s.AccountId == blocked.Id || s.AccountId == former.Id, Cancel));
    }

    [Fact]
    public async Task Whoever_asks_for_the_callback_all_day_does_not_fill_the_journal()
    {
        var (flood, other) = (IPAddress.Parse("198.51.100.66"), IPAddress.Parse("198.51.100.67"));
        var entry = Entry(AccountKey.Login);
        for (var i = 0; i < 2 * ProviderSignIn.RefusalsKept; i++) await entry.RefuseAsync(ProviderRefusal.NotAsked, "0123456789ab", flood, Cancel);
        await entry.RefuseAsync(ProviderRefusal.NotAsked, "0123456789ab", other, Cancel);

        await using var db = database.Open();
        var kept = await db.AuditEntries.Where(e => e.Network == flood).OrderBy(e => e.Id).Select(e => e.Refusal).ToListAsync(Cancel);
        Assert.Equal([.. Enumerable.Repeat("NotAsked", ProviderSignIn.RefusalsKept), "TooManyFromNetwork"], kept);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Network == other, Cancel));
    }

    private Task<ProviderAnswer> EnterAsync(AccountKey key, string? claim, string reference = "0123456789ab") =>
        Entry(key).EnterAsync(claim, reference, IPAddress.Parse("192.0.2.7"), "a browser", Cancel);

    private ProviderSignIn Entry(AccountKey key) =>
        new(database.Get<IDbContextFactory<AdminDb>>(), Options.Create(new SessionOptions()), Options.Create(new ProviderOptions { LoginClaimIs = key }));

    private async Task<Account> OperatorAsync(Action<Account>? change = null)
    {
        var account = await database.People.AccountAsync("Opérateur", "Une", [], change);
        await database.People.GrantAsync(account.Id, Function.Support, null);
        return account;
    }
}
