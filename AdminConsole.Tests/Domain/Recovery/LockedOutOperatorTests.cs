using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>The command for a central administrator whom nobody can help.</summary>
public sealed class LockedOutOperatorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly LockedOutOperator way = database.Get<LockedOutOperator>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_and_the_provisional_password_are_shown_once_journaled_and_told()
    {
        var admin = await AdminAsync();

        var result = await way.RecoverAsync($" {admin.Login.ToUpperInvariant()} ", null, clearFactor: false, Cancel);

        Assert.Equal((LockedOutOutcome.Shown, 1), (result.Outcome, result.Told));
        Assert.Equal(LinkState.Usable, (await database.Get<PasswordChoice>().LookAsync(result.Secret, Cancel)).State);
        Assert.Equal(SignInOutcome.ChoosePassword, (await database.Get<AccountSignIn>().TryAsync(admin.Login, result.Provisional!, null, null, false, Cancel)).Outcome);
        await using var db = database.Open();
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == admin.Id && e.Action == AuditAction.AccessRecovered, Cancel);
        Assert.Equal(((Guid?)null, "recover-operator", (string?)null), (row.ActorId, row.Reason, row.Detail));
        var told = await db.OutboxMessages.SingleAsync(m => m.AccountId == admin.Id, Cancel);
        Assert.Equal((MessageKind.AccessRecovered, admin.Email), (told.Kind, told.Recipient));
        var text = database.Get<Model.Messages.MessageSealer>().Open(told.Content!).Text;
        Assert.DoesNotContain(result.Secret!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_an_address_it_is_sent_and_shown_to_nobody_and_what_is_on_record_stays()
    {
        var admin = await AdminAsync();

        var result = await way.RecoverAsync(admin.Login, "secours@example.org", clearFactor: false, Cancel);

        Assert.Equal((LockedOutOutcome.Sent, (string?)null, (string?)null), (result.Outcome, result.Secret, result.Provisional));
        await using var db = database.Open();
        var mail = await db.OutboxMessages.SingleAsync(m => m.AccountId == admin.Id && m.Kind == MessageKind.Reset, Cancel);
        Assert.Equal("secours@example.org", mail.Recipient);
        Assert.Contains("/reinitialisation/", database.Get<Model.Messages.MessageSealer>().Open(mail.Content!).Text, StringComparison.Ordinal);
        Assert.Equal(admin.Email, (await database.People.ReadAsync(admin.Id)).Email);
        Assert.Equal("s•••@e•••.org", (await db.AuditEntries.SingleAsync(e => e.AccountId == admin.Id, Cancel)).Detail);
    }

    [Fact]
    public async Task A_lost_second_factor_is_cleared_only_when_that_is_asked_for_and_the_person_is_told()
    {
        var admin = await AdminAsync();
        var (_, _, enrolled) = await CodeApplication.SetUpAsync(database, await database.People.SignedInAsync(admin.Id));

        Assert.False((await way.RecoverAsync(admin.Login, null, clearFactor: false, Cancel)).FactorCleared);
        Assert.True(await HasFactorAsync());
        var result = await way.RecoverAsync(admin.Login, null, clearFactor: true, Cancel);
        var again = await way.RecoverAsync(admin.Login, null, clearFactor: true, Cancel);

        Assert.Equal((LockedOutOutcome.Shown, true, false), (result.Outcome, result.FactorCleared, again.FactorCleared));
        Assert.False(await HasFactorAsync());
        await using var db = database.Open();
        Assert.False(await db.RecoveryCodes.AnyAsync(c => c.AccountId == admin.Id, Cancel));
        Assert.Equal(SessionEnd.FactorChanged, (await db.Sessions.SingleAsync(s => s.Id == enrolled.SessionId, Cancel)).EndedWhy);
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == admin.Id && e.Action == AuditAction.FactorCleared, Cancel);
        Assert.Equal(((Guid?)null, "recover-operator"), (row.ActorId, row.Reason));
        var mail = await db.OutboxMessages.Where(m => m.AccountId == admin.Id && m.Kind == MessageKind.FactorChanged).OrderBy(m => m.Id).LastAsync(Cancel);
        Assert.Contains("par les personnes qui exploitent le serveur", database.Get<Model.Messages.MessageSealer>().Open(mail.Content!).Text, StringComparison.Ordinal);

        Task<bool> HasFactorAsync() => Factors.AreThereAsync(database.Open(), admin.Id, Cancel);
    }

    [Fact]
    public async Task Nobody_else_gets_anything()
    {
        var school = await database.People.SchoolAsync();
        var local = await database.People.ReadAsync((await database.People.OperatorAsync(Function.LocalAdmin, [school])).AccountId);
        var former = await AdminAsync();
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{former.Id}'");
        var blocked = await AdminAsync(a => a.BlockedAt = DateTimeOffset.UnixEpoch);
        var elsewhere = await AdminAsync(a => a.FederatedWith = "ÉduConnect");

        Assert.Equal(LockedOutOutcome.NoCentralAdmin, (await way.RecoverAsync(local.Login, null, clearFactor: false, Cancel)).Outcome);
        Assert.Equal(LockedOutOutcome.NoCentralAdmin, (await way.RecoverAsync(former.Login, null, clearFactor: false, Cancel)).Outcome);
        Assert.Equal(LockedOutOutcome.Blocked, (await way.RecoverAsync(blocked.Login, null, clearFactor: false, Cancel)).Outcome);
        Assert.Equal(LockedOutOutcome.Federated, (await way.RecoverAsync(elsewhere.Login, null, clearFactor: false, Cancel)).Outcome);
        Assert.Equal(LockedOutOutcome.UnknownLogin, (await way.RecoverAsync("personne.dutout", null, clearFactor: false, Cancel)).Outcome);
        Assert.Equal(LockedOutOutcome.AddressMalformed, (await way.RecoverAsync(former.Login, "a@example.org, b@example.org", clearFactor: false, Cancel)).Outcome);
        await using var db = database.Open();
        Guid[] all = [local.Id, former.Id, blocked.Id, elsewhere.Id];
        Assert.False(await db.ResetTokens.AnyAsync(t => all.Contains(t.AccountId), Cancel));
    }

    private async Task<Account> AdminAsync(Action<Account>? change = null)
    {
        var school = await database.People.SchoolAsync();
        var admin = await database.People.AccountAsync("Martin", "Claire", [school], a =>
        {
            (a.Profile, a.Email) = (Profile.Personnel, $"claire.{Guid.NewGuid():N}@example.org");
            change?.Invoke(a);
        });
        await database.People.GrantAsync(admin.Id, Function.CentralAdmin, null);
        return admin;
    }
}
