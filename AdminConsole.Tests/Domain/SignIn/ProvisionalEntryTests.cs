using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.SignIn;

/// <summary>Rule 10 of recovery: a provisional password in the password field of the sign-in page.</summary>
public sealed class ProvisionalEntryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Password = "Trois-poules-bleues-7";
    private static readonly IPAddress School = IPAddress.Parse("192.0.2.7");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.9");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{0}")]
    [InlineData(" {1} ")]
    [InlineData("{2}")]
    public async Task Opens_the_choice_of_a_password_and_no_session_however_typed(string typed)
    {
        var account = await AccountAsync(a => a.ActivatedAt = null);
        var issued = await IssueAsync(account);
        var plain = issued.Provisional!;
        var text = string.Format(null, typed, plain, plain.ToLowerInvariant().Replace('-', ' '), plain.Replace("-", "", StringComparison.Ordinal));

        var answer = await TryAsync(account.Login, text);

        Assert.Equal(new SignInAnswer(SignInOutcome.ChoosePassword, TokenId: issued.Token.Id), answer);
        await using var db = database.Open();
        Assert.False(await db.Sessions.AnyAsync(s => s.AccountId == account.Id, Cancel));
        Assert.False(await db.SignInDelays.AnyAsync(d => d.Login == account.Login, Cancel));
        var token = await db.ResetTokens.SingleAsync(t => t.Id == issued.Token.Id, Cancel);
        Assert.Equal((null, null), (token.OpenedAt, token.EndedAt));
        Assert.Null((await database.People.ReadAsync(account.Id)).LastSignInAt);
        Assert.Equal(answer, await TryAsync(account.Login, text));
    }

    [Fact]
    public async Task Each_living_one_opens_by_itself_whoever_asked_for_it()
    {
        var account = await AccountAsync();
        TokenOrigin[] origins = [TokenOrigin.Public, TokenOrigin.Operator, TokenOrigin.Slip, TokenOrigin.Self];
        var issued = new List<IssuedToken>();
        foreach (var origin in origins) issued.Add(await IssueAsync(account, origin));

        foreach (var one in issued) Assert.Equal(one.Token.Id, (await TryAsync(account.Login, one.Provisional)).TokenId);
        var newer = await IssueAsync(account, TokenOrigin.Public);
        Assert.Equal(SignInOutcome.Refused, (await TryAsync(account.Login, issued[0].Provisional)).Outcome);
        foreach (var one in issued.Skip(1).Append(newer)) Assert.Equal(one.Token.Id, (await TryAsync(account.Login, one.Provisional)).TokenId);
        Assert.Equal(SignInOutcome.SignedIn, (await TryAsync(account.Login, Password)).Outcome);
    }

    [Theory]
    [InlineData("UPDATE reset_tokens SET expires_at = now() WHERE account_id = '{0}'")]
    [InlineData("UPDATE reset_tokens SET ended_at = now(), ended_why = 1 WHERE account_id = '{0}'")]
    [InlineData("UPDATE reset_tokens SET purpose = 2 WHERE account_id = '{0}'")]
    [InlineData("UPDATE accounts SET blocked_at = now() WHERE id = '{0}'")]
    [InlineData("UPDATE accounts SET federated_with = 'EduConnect' WHERE id = '{0}'")]
    [InlineData("UPDATE reset_tokens SET account_id = (SELECT id FROM accounts WHERE id <> '{0}' LIMIT 1) WHERE account_id = '{0}'")]
    public async Task A_dead_one_is_as_wrong_as_any_other(string change)
    {
        await AccountAsync();
        var account = await AccountAsync();
        var issued = await IssueAsync(account);
        await database.ExecuteAsOwnerAsync(string.Format(null, change, account.Id));

        Assert.Equal(new SignInAnswer(SignInOutcome.Refused), await TryAsync(account.Login, issued.Provisional));
        Assert.Equal(new SignInAnswer(SignInOutcome.Refused), await TryAsync("personne." + account.Login, issued.Provisional));
    }

    [Fact]
    public async Task A_stranger_who_tries_a_hundred_times_uses_up_nothing()
    {
        var account = await AccountAsync(a => a.ActivatedAt = null);
        var slip = await IssueAsync(account, TokenOrigin.Slip);
        for (var i = 0; i < 100; i++)
        {
            var answer = await TryAsync(account.Login, i % 2 == 0 ? ProvisionalPassword.Create() : "une devinette", Elsewhere);
            Assert.Contains(answer.Outcome, (SignInOutcome[])[SignInOutcome.Refused, SignInOutcome.Delayed]);
        }
        await using (var db = database.Open())
            Assert.Equal((null, null), await db.ResetTokens.Where(t => t.Id == slip.Token.Id).Select(t => new ValueTuple<DateTimeOffset?, DateTimeOffset?>(t.OpenedAt, t.EndedAt)).SingleAsync(Cancel));

        Assert.Equal(SignInOutcome.Delayed, (await TryAsync(account.Login, slip.Provisional, Elsewhere)).Outcome);
        Assert.Equal(slip.Token.Id, (await TryAsync(account.Login, slip.Provisional)).TokenId);
        await database.ExecuteAsOwnerAsync($"UPDATE sign_in_delays SET delayed_until = now() WHERE login = '{account.Login}'");
        Assert.Equal(slip.Token.Id, (await TryAsync(account.Login, slip.Provisional, Elsewhere)).TokenId);
    }

    [Fact]
    public async Task A_stranger_at_the_same_address_does_not_keep_her_from_using_her_slip()
    {
        var account = await AccountAsync();
        var slip = await IssueAsync(account, TokenOrigin.Slip);
        SignInAnswer last;
        var tries = 0;
        do
        {
            last = await TryAsync(account.Login, $"deviner-{tries}");
        }
        while (last.Outcome is not SignInOutcome.Delayed && ++tries < 20);
        Assert.Equal(SignInOutcome.Delayed, last.Outcome);

        Assert.Equal(slip.Token.Id, (await TryAsync(account.Login, slip.Provisional)).TokenId);
        Assert.Equal(SignInOutcome.Delayed, (await TryAsync(account.Login, Password)).Outcome);
    }

    [Fact]
    public async Task Wrong_ones_delay_like_wrong_passwords()
    {
        var account = await AccountAsync();
        var waits = new List<double>();
        for (var i = 0; i < 5; i++) waits.Add((await TryAsync(account.Login, ProvisionalPassword.Create())).Wait.TotalSeconds);
        Assert.Equal([0, 0, 0, 0, 30], waits.Select(w => Math.Round(w)));
    }

    [Fact]
    public async Task The_format_alone_chooses_what_is_compared()
    {
        // As if an older version had let somebody choose what looks provisional: it is never compared with a chosen password.
        var account = await AccountAsync();
        var issued = await IssueAsync(account);
        await database.People.GivePasswordAsync(account.Id, "BCDF-GHJK-MNPQ");
        Assert.Equal(SignInOutcome.Refused, (await TryAsync(account.Login, "BCDF-GHJK-MNPQ")).Outcome);

        // And a chosen one never with a provisional one.
        await database.ExecuteAsOwnerAsync($"UPDATE reset_tokens SET provisional_hash = '{database.Get<PasswordHash>().HashProvisional(Password)}' WHERE id = '{issued.Token.Id}'");
        Assert.Equal(SignInOutcome.Refused, (await TryAsync(account.Login, Password)).Outcome);
    }

    private Task<SignInAnswer> TryAsync(string login, string? password, IPAddress? network = null) =>
        database.Get<AccountSignIn>().TryAsync(login, password, network ?? School, "essai", remember: true, Cancel);

    private async Task<Account> AccountAsync(Action<Account>? change = null)
    {
        var account = await database.People.AccountAsync("DUPONT", "Éléonore", [await database.People.SchoolAsync()], change);
        if (account.ActivatedAt is not null) await database.People.GivePasswordAsync(account.Id, Password);
        return account;
    }

    private async Task<IssuedToken> IssueAsync(Account account, TokenOrigin origin = TokenOrigin.Operator)
    {
        await using var db = database.Open();
        var now = await db.NowAsync(Cancel);
        var issued = await database.Get<ResetTokens>().IssueAsync(
            db, new(account.Id, origin, TokenCarrier.Mail, TimeSpan.FromHours(1)) { WithProvisional = true }, now, Cancel);
        await db.SaveChangesAsync(Cancel);
        return issued;
    }
}
