using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

public sealed class AccountIdentityTests(TestDatabase database) : ManagedAccounts(database), IClassFixture<TestDatabase>
{
    private readonly AccountIdentity identities = database.Get<AccountIdentity>();

    [Fact]
    public async Task A_corrected_identity_is_found_by_its_new_name_and_the_journal_names_the_fields_only()
    {
        await SetAsync(a => a.BirthDate = new(2013, 5, 4));
        var saved = await identities.SaveAsync(Admin, Pupil.Id, Guid.NewGuid(), 1, new(" DE  L'ÉTANG ", "Lou", "", "2013-05-06"), Cancel);

        Assert.Equal(IdentityOutcome.Saved, saved.Outcome);
        var account = await Database.People.ReadAsync(Pupil.Id);
        Assert.Equal(("DE L'ÉTANG", "de l etang", new DateOnly(2013, 5, 6), 2, Pupil.Login), (account.FamilyName, account.FamilyKey, account.BirthDate, account.Version, account.Login));
        Assert.True(account.ModifiedAt > Pupil.ModifiedAt);
        Assert.Equal((AuditAction.IdentityChanged, "nom, date de naissance"), ((await LatestAsync(Pupil.Id)).Action, (await LatestAsync(Pupil.Id)).Detail));
    }

    [Fact]
    public async Task A_stale_save_is_given_back_what_is_on_record_and_a_repeated_one_acts_once()
    {
        await SetAsync();
        var key = Guid.NewGuid();
        Assert.Equal(IdentityOutcome.Saved, (await identities.SaveAsync(Admin, Pupil.Id, key, 1, new("Grand", "Lou", null, null), Cancel)).Outcome);
        Assert.Equal(IdentityOutcome.Saved, (await identities.SaveAsync(Admin, Pupil.Id, key, 1, new("Grand", "Lou", null, null), Cancel)).Outcome);
        var stale = await identities.SaveAsync(Admin, Pupil.Id, Guid.NewGuid(), 1, new("Moyen", "Lou", null, null), Cancel);

        Assert.Equal((IdentityOutcome.Stale, "Grand", 2), (stale.Outcome, stale.Now!.FamilyName, stale.Now.Version));
        Assert.Equal(IdentityOutcome.NothingToSave, (await identities.SaveAsync(Admin, Pupil.Id, Guid.NewGuid(), 2, new("Grand", "Lou", null, null), Cancel)).Outcome);
    }

    [Fact]
    public async Task Faults_are_told_by_field_and_a_birth_date_on_record_is_not_emptied_for_a_pupil()
    {
        await SetAsync(a => a.BirthDate = new(2013, 5, 4));
        var result = await identities.SaveAsync(Admin, Pupil.Id, Guid.NewGuid(), 1, new(new string('x', 201), "\u200B", "Le\u0007", ""), Cancel);
        Assert.Equal(new IdentityFaults(NameFault.TooLong, NameFault.Malformed, NameFault.Malformed, BirthFault.Missing), result.Faults);
    }

    [Fact]
    public async Task Another_login_opens_the_old_one_stays_reserved_and_the_person_is_told()
    {
        await SetAsync(a => a.Email = "lou@example.org");
        var central = await Database.People.OperatorAsync(Function.CentralAdmin, [First]);
        await Database.People.GivePasswordAsync(Pupil.Id, "trois mots de passe");
        var login = $"lou.{Guid.NewGuid():N}";

        Assert.Equal(IdentityOutcome.FunctionTooLow, (await identities.ChangeLoginAsync(Admin, Pupil.Id, Guid.NewGuid(), 1, login, Cancel)).Outcome);
        Assert.Equal(IdentityOutcome.LoginMalformed, (await identities.ChangeLoginAsync(central, Pupil.Id, Guid.NewGuid(), 1, "lou petit", Cancel)).Outcome);
        Assert.Equal(IdentityOutcome.Saved, (await identities.ChangeLoginAsync(central, Pupil.Id, Guid.NewGuid(), 1, login.ToUpperInvariant(), Cancel)).Outcome);

        await using var db = Database.Open();
        Assert.Equal([(login, LoginNameKind.Login), (Pupil.Login, LoginNameKind.Former)],
            (await db.LoginNames.Where(n => n.AccountId == Pupil.Id).OrderBy(n => n.Kind).ToListAsync(Cancel)).Select(n => (n.Name, n.Kind)));
        Assert.Equal(MessageKind.LoginChanged, (await db.OutboxMessages.SingleAsync(m => m.AccountId == Pupil.Id, Cancel)).Kind);
        var other = await Database.People.AccountAsync("Autre", "Max", [First]);
        Assert.Equal(IdentityOutcome.LoginTaken, (await identities.ChangeLoginAsync(central, other.Id, Guid.NewGuid(), 1, Pupil.Login, Cancel)).Outcome);
        Assert.Equal(IdentityOutcome.Saved, (await identities.ChangeLoginAsync(central, Pupil.Id, Guid.NewGuid(), 2, Pupil.Login, Cancel)).Outcome);
    }
}
