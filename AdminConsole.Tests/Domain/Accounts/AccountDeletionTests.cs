using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

public sealed class AccountDeletionTests(TestDatabase database) : ManagedAccounts(database), IClassFixture<TestDatabase>
{
    private const string Password = "trois mots de passe";
    private readonly AccountDeletion deletion = database.Get<AccountDeletion>();

    [Fact]
    public async Task Nobody_signs_in_meanwhile_and_restored_it_is_as_it_was()
    {
        await SetAsync(a => a.Email = "lou@example.org");
        await Database.People.GivePasswordAsync(Pupil.Id, Password);
        await Database.People.SignedInAsync(Pupil.Id);
        await Database.People.TokenAsync(Pupil.Id, TokenOrigin.Slip, TokenCarrier.Paper);

        Assert.Equal(DeletionOutcome.Done, await deletion.ProposeAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeletionOutcome.NothingToDo, await deletion.ProposeAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel));

        Assert.False(await SignsInAsync());
        await using var db = Database.Open();
        Assert.Equal([SessionEnd.Blocked], await db.Sessions.Where(s => s.AccountId == Pupil.Id).Select(s => s.EndedWhy!.Value).ToListAsync(Cancel));
        Assert.NotNull((await db.ResetTokens.SingleAsync(t => t.AccountId == Pupil.Id, Cancel)).EndedAt);
        Assert.Equal(90, Math.Round(((await Database.People.ReadAsync(Pupil.Id)).DeletionDueAt!.Value - await db.NowAsync(Cancel)).TotalDays));
        var sent = await Database.Get<PasswordReset>().SendAsync(Admin, Pupil.Id, new(Guid.NewGuid(), 1, Channel.Mail, "lou@example.org"), Cancel);
        Assert.Equal(ResetOutcome.Blocked, sent.Outcome);

        Assert.Equal(DeletionOutcome.Done, await deletion.RestoreAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(DeletionOutcome.NothingToDo, await deletion.RestoreAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel));
        Assert.True(await SignsInAsync());
        Assert.Equal([AuditAction.DeletionProposed, AuditAction.ResetSent, AuditAction.AccountRestored, AuditAction.SignedIn],
            await db.AuditEntries.Where(e => e.AccountId == Pupil.Id && e.Action != AuditAction.SignInRefused).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_login_stays_taken_until_the_purge_so_that_a_restored_account_has_its_own()
    {
        await SetAsync();
        await deletion.ProposeAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel);
        var other = await Database.People.AccountAsync("Autre", "Max", [First]);
        var central = await Database.People.OperatorAsync(Function.CentralAdmin, [First]);
        var identities = Database.Get<AccountIdentity>();

        Assert.Equal(IdentityOutcome.LoginTaken, (await identities.ChangeLoginAsync(central, other.Id, Guid.NewGuid(), 1, Pupil.Login, Cancel)).Outcome);
        await deletion.RestoreAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel);
        Assert.Equal(Pupil.Login, (await Database.People.ReadAsync(Pupil.Id)).Login);

        await deletion.ProposeAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel);
        await Database.ExecuteAsOwnerAsync($"UPDATE accounts SET deletion_due_at = now() - interval '1 second' WHERE id = '{Pupil.Id}'");
        await deletion.PurgeAsync(Cancel);
        Assert.Equal(IdentityOutcome.Saved, (await identities.ChangeLoginAsync(central, other.Id, Guid.NewGuid(), 1, Pupil.Login, Cancel)).Outcome);
    }

    [Fact]
    public async Task The_purge_takes_only_whose_day_has_come_with_all_that_hangs_on_them_and_leaves_the_journal()
    {
        await SetAsync();
        var due = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
        {
            var account = await Database.People.AccountAsync("Parti", $"Max{i}", [First], a => a.DeletionDueAt = DateTimeOffset.UnixEpoch);
            await Database.People.SignedInAsync(account.Id);
            await Database.People.TokenAsync(account.Id, TokenOrigin.Slip, TokenCarrier.Paper);
            return account.Id;
        }));
        await deletion.ProposeAsync(Admin, Pupil.Id, Guid.NewGuid(), Cancel);

        var gone = await Task.WhenAll(deletion.PurgeAsync(Cancel), deletion.PurgeAsync(Cancel));

        Assert.Equal(3, gone.Sum());
        await using var db = Database.Open();
        Assert.False(await db.Accounts.AnyAsync(a => due.Contains(a.Id), Cancel));
        Assert.True(await db.Accounts.AnyAsync(a => a.Id == Pupil.Id, Cancel));
        var rows = await db.AuditEntries.Where(e => e.Action == AuditAction.AccountPurged && due.Contains(e.AccountId!.Value)).ToListAsync(Cancel);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal([First.Id], row.SchoolIds));
    }

    [Fact]
    public async Task Who_holds_a_function_loses_that_first()
    {
        await SetAsync();
        var agent = await Database.People.OperatorAsync(Function.Support, [First]);
        Assert.Equal(DeletionOutcome.HoldsFunction, await deletion.ProposeAsync(Admin, agent.AccountId, Guid.NewGuid(), Cancel));
    }

    private async Task<bool> SignsInAsync() =>
        (await Database.Get<AccountSignIn>().TryAsync(Pupil.Login, Password, System.Net.IPAddress.Parse("192.0.2.7"), "essai", false, Cancel)).Session is not null;
}
