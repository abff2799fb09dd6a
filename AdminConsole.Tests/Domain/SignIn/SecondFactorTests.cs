using System.Net;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.SignIn;

/// <summary>Rule 19 of recovery: operators prove themselves twice, and a reset never removes it.</summary>
public sealed class SecondFactorTests(FactorDatabase database) : IClassFixture<FactorDatabase>
{
    private const string Password = "Trois-poules-bleues-7";
    private static readonly IPAddress School = IPAddress.Parse("192.0.2.7");
    private readonly FactorProofs proofs = database.Get<FactorProofs>();
    private readonly FactorEnrolment enrolment = database.Get<FactorEnrolment>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, TotpSecrets.CodeAt(Encoding.ASCII.GetBytes("12345678901234567890"), TotpSecrets.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public async Task A_password_alone_carries_no_function_until_a_factor_is_set_up()
    {
        var account = await OperatorAsync();
        var session = await SignInAsync(account);
        Assert.True(session is { HasFunction: true, FactorDue: true });
        var actor = new Actor(account.Id, session.Id, School);
        Assert.Equal((null, true), await StandingAsync(actor));

        var (application, codes, proven) = await CodeApplication.SetUpAsync(database, actor);

        Assert.Equal((Function.LocalAdmin, false), await StandingAsync(proven));
        Assert.Equal(10, codes.Distinct().Count());
        Assert.NotEqual(actor.SessionId, proven.SessionId);
        Assert.Null(await database.Get<Sessions>().LookAsync(actor.SessionId, account.Id, Cancel));
        await using var db = database.Open();
        Assert.Equal(SessionEnd.FactorChanged, (await db.Sessions.SingleAsync(s => s.Id == actor.SessionId, Cancel)).EndedWhy);
        Assert.DoesNotContain(await application.CodeAsync(), Encoding.UTF8.GetString((await db.Authenticators.SingleAsync(f => f.AccountId == account.Id, Cancel)).Secret), StringComparison.Ordinal);
        Assert.Equal(MessageKind.FactorChanged, (await db.OutboxMessages.SingleAsync(m => m.AccountId == account.Id, Cancel)).Kind);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_code_opens_the_session_under_a_new_id_once(int steps)
    {
        var (account, application, _) = await EnrolledAsync();
        var actor = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        Assert.Equal((null, true), await StandingAsync(actor));

        var code = await application.CodeAsync(steps);
        var answers = await Task.WhenAll(proofs.ProveAsync(actor, code[..3] + " " + code[3..], Cancel), proofs.ProveAsync(actor, code, Cancel));

        // Of two at once one wins; the other finds the code used, or the session gone on without it.
        var answer = Assert.Single(answers, a => a.Outcome is FactorOutcome.Proven);
        Assert.Single(answers, a => a.Outcome is FactorOutcome.UsedBefore or FactorOutcome.SignedOut);
        Assert.Equal((Function.LocalAdmin, false), await StandingAsync(actor with { SessionId = answer.Session!.Id }));
        Assert.Null(await database.Get<Sessions>().LookAsync(actor.SessionId, account.Id, Cancel));
        var again = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        Assert.Equal(FactorOutcome.UsedBefore, (await proofs.ProveAsync(again, code, Cancel)).Outcome);
        await using var db = database.Open();
        Assert.Equal("UsedBefore", await db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditAction.FactorProven && e.Outcome == AuditOutcome.Refused).OrderBy(e => e.Id).Select(e => e.Refusal).LastAsync(Cancel));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task A_code_of_another_time_is_wrong(int steps)
    {
        var (account, application, _) = await EnrolledAsync();
        var actor = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        Assert.Equal(FactorOutcome.Wrong, (await proofs.ProveAsync(actor, await application.CodeAsync(steps), Cancel)).Outcome);
        Assert.Equal((null, true), await StandingAsync(actor));
    }

    [Fact]
    public async Task Ten_wrong_codes_are_delayed_wherever_they_come_from_and_a_new_password_does_not_help()
    {
        var (account, application, codes) = await EnrolledAsync();
        var actor = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        var wrong = await application.WrongCodeAsync();
        FactorAnswer last = null!;
        for (var i = 0; i < 10; i++) last = await proofs.ProveAsync(actor with { Network = IPAddress.Parse($"198.51.100.{i}") }, wrong, Cancel);

        Assert.Equal(FactorOutcome.Delayed, last.Outcome);
        Assert.True(last.Wait > TimeSpan.FromSeconds(20));
        Assert.Equal(FactorOutcome.Delayed, (await proofs.ProveAsync(actor, await application.CodeAsync(1), Cancel)).Outcome);
        await ChangePasswordAsync(account.Id);
        actor = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        Assert.Equal(FactorOutcome.Delayed, (await proofs.ProveAsync(actor, codes[0], Cancel)).Outcome);
        await database.ExecuteAsOwnerAsync("UPDATE sign_in_delays SET delayed_until = now() - interval '1 second' WHERE network = 'factor'");
        Assert.Equal(FactorOutcome.Proven, (await proofs.ProveAsync(actor, await application.CodeAsync(1), Cancel)).Outcome);
    }

    [Fact]
    public async Task A_code_on_paper_lets_in_once_however_typed()
    {
        var (account, _, codes) = await EnrolledAsync();
        var actor = new Actor(account.Id, (await SignInAsync(account)).Id, School);

        var answer = await proofs.ProveAsync(actor, " " + codes[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), Cancel);

        Assert.Equal((FactorOutcome.Proven, 9), (answer.Outcome, answer.CodesLeft));
        actor = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        Assert.Equal(FactorOutcome.UsedBefore, (await proofs.ProveAsync(actor, codes[3], Cancel)).Outcome);
        Assert.Equal(FactorOutcome.Wrong, (await proofs.ProveAsync(actor, "BCDF-GHJK-MNPQ-RSTV", Cancel)).Outcome);
        await using var db = database.Open();
        Assert.DoesNotContain(await db.RecoveryCodes.Where(c => c.AccountId == account.Id).ToListAsync(Cancel), c => Encoding.UTF8.GetString(c.Hash).Contains(codes[0][..4], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reset_never_removes_it()
    {
        var (account, _, _) = await EnrolledAsync();
        await ChangePasswordAsync(account.Id);

        var session = await SignInAsync(account);

        Assert.True(session.FactorDue);
        await using var db = database.Open();
        Assert.True(await db.Authenticators.AnyAsync(f => f.AccountId == account.Id, Cancel));
        Assert.Equal(10, await db.RecoveryCodes.CountAsync(c => c.AccountId == account.Id, Cancel));
    }

    [Fact]
    public async Task A_function_that_is_granted_later_is_not_carried_either()
    {
        var account = await database.People.AccountAsync("Futur", "Agent", []);
        await database.People.GivePasswordAsync(account.Id, Password);
        var session = await SignInAsync(account);
        Assert.False(session.FactorDue);

        await database.People.GrantAsync(account.Id, Function.Support, null);

        Assert.Equal((null, true), await StandingAsync(new Actor(account.Id, session.Id)));
    }

    [Fact]
    public async Task Factors_are_changed_only_by_who_proved_himself_lately()
    {
        var account = await OperatorAsync();
        var late = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET started_at = now() - interval '16 minutes' WHERE id = '{late.SessionId}'");
        var offer = enrolment.Offer(late, "essai");
        Assert.Equal(EnrolOutcome.ProofNeeded, (await enrolment.AddApplicationAsync(late, offer.Offer, await CodeApplication.Of(database, offer.Secret).CodeAsync(), Cancel)).Outcome);

        var (application, _, proven) = await CodeApplication.SetUpAsync(database, new Actor(account.Id, (await SignInAsync(account)).Id, School));
        Assert.Equal(EnrolOutcome.LastOne, (await enrolment.RemoveApplicationAsync(proven, Cancel)).Outcome);
        await database.ExecuteAsOwnerAsync($"UPDATE sessions SET proven_at = now() - interval '16 minutes' WHERE id = '{proven.SessionId}'");
        Assert.Equal(EnrolOutcome.ProofNeeded, (await enrolment.MakeCodesAsync(proven, Cancel)).Outcome);
        await using var db = database.Open();
        Assert.False(await FreshProof.IsHeldAsync(db, proven, Cancel));

        // In an open page: the same session goes on.
        var answer = await proofs.ProveAsync(proven, await application.CodeAsync(1), Cancel);
        Assert.Equal(new FactorAnswer(FactorOutcome.Proven), answer);
        Assert.True(await FreshProof.IsHeldAsync(db, proven, Cancel));
        Assert.Equal(10, (await enrolment.MakeCodesAsync(proven, Cancel)).Codes!.Count);
        // Somebody with the password alone gets no further than the question.
        var thief = new Actor(account.Id, (await SignInAsync(account)).Id, School);
        Assert.Equal(EnrolOutcome.ProofNeeded, (await enrolment.MakeCodesAsync(thief, Cancel)).Outcome);
    }

    [Fact]
    public async Task Every_other_session_ends_with_a_change()
    {
        var account = await OperatorAsync();
        var other = await SignInAsync(account);
        var (_, _, proven) = await CodeApplication.SetUpAsync(database, new Actor(account.Id, (await SignInAsync(account)).Id, School));

        await using var db = database.Open();
        Assert.Equal([proven.SessionId], await db.LiveSessions.Where(s => s.AccountId == account.Id).Select(s => s.Id).ToListAsync(Cancel));
        Assert.Equal(SessionEnd.FactorChanged, (await db.Sessions.SingleAsync(s => s.Id == other.Id, Cancel)).EndedWhy);
    }

    private async Task<Account> OperatorAsync()
    {
        var school = await database.People.SchoolAsync();
        var account = await database.People.AccountAsync("Agent", "Ada", [school], a => a.Email = "ada.agent@example.org");
        await database.People.GrantAsync(account.Id, Function.LocalAdmin, school.Id);
        await database.People.GivePasswordAsync(account.Id, Password);
        return account;
    }

    private async Task<(Account Account, CodeApplication Application, IReadOnlyList<string> Codes)> EnrolledAsync()
    {
        var account = await OperatorAsync();
        var (application, codes, _) = await CodeApplication.SetUpAsync(database, new Actor(account.Id, (await SignInAsync(account)).Id, School));
        // Tests use codes of any step around now: the first one is forgotten.
        await database.ExecuteAsOwnerAsync($"UPDATE authenticators SET last_step = 0 WHERE account_id = '{account.Id}'");
        return (account, application, codes);
    }

    private async Task<OpenedSession> SignInAsync(Account account)
    {
        var answer = await database.Get<AccountSignIn>().TryAsync(account.Login, Password, School, null, remember: false, Cancel);
        Assert.Equal(SignInOutcome.SignedIn, answer.Outcome);
        return answer.Session!;
    }

    /// <summary>What the session carries, and whether a factor is all that it lacks.</summary>
    private async Task<(Function? Function, bool Due)> StandingAsync(Actor actor)
    {
        var view = await database.Get<Sessions>().LookAsync(actor.SessionId, actor.AccountId, Cancel);
        return (view!.Function, view.FactorDue);
    }

    private async Task ChangePasswordAsync(Guid accountId)
    {
        await using var db = database.Open();
        await using var commit = await db.Database.BeginTransactionAsync(Cancel);
        var account = await db.Accounts.SingleAsync(a => a.Id == accountId, Cancel);
        await database.Get<PasswordChange>().ApplyAsync(db, account, database.Get<PasswordHash>().Hash(Password), null, await db.NowAsync(Cancel), Cancel);
        await db.SaveChangesAsync(Cancel);
        await commit.CommitAsync(Cancel);
    }
}
