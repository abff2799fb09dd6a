using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Fiche;

public sealed class FicheReaderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FicheReader Reader => database.Get<FicheReader>();

    [Fact]
    public async Task A_fiche_has_everything_that_its_rows_show()
    {
        var school = await database.People.SchoolAsync("Collège Rosa-Parks", "Meaux");
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var created = new DateTimeOffset(2020, 11, 14, 8, 0, 0, TimeSpan.Zero);
        var pupil = await database.People.AccountAsync("Lefèvre", "Éléonore", [school], a =>
        {
            a.Alias = "elo.lefevre";
            a.ExternalId = "bd01c22f3dfdba9115cec543703b291a310595ff";
            a.BirthDate = new DateOnly(2012, 2, 29);
            (a.CreatedAt, a.ModifiedAt) = (created, created.AddDays(3));
            a.Email = "elo@example.org";
            a.Mobile = "+33612345678";
            a.MobileState = ContactState.Confirmed;
        }, "6e B");

        var fiche = await Reader.ReadAsync(agent, pupil.Id, Cancel);

        Assert.NotNull(fiche);
        Assert.Equal((pupil.Id, "Lefèvre", "Éléonore", new DateOnly(2012, 2, 29)), (fiche.Id, fiche.FamilyName, fiche.GivenName, fiche.BirthDate));
        Assert.Equal((Profile.Student, pupil.Login, "elo.lefevre"), (fiche.Profile, fiche.Login, fiche.Alias));
        Assert.Equal(("bd01c22f3dfdba9115cec543703b291a310595ff", AccountSource.Csv), (fiche.ExternalId, fiche.Source));
        Assert.Equal((created, created.AddDays(3), 1), (fiche.CreatedAt, fiche.ModifiedAt, fiche.Version));
        Assert.Equal(new Place("Collège Rosa-Parks", "Meaux", "6e B"), Assert.Single(fiche.Places));
        Assert.Equal(new ContactOnRecord("elo@example.org", ContactState.Unconfirmed, ContactSource.File), fiche.Email);
        Assert.Equal(new ContactOnRecord("+33612345678", ContactState.Confirmed, ContactSource.File), fiche.Mobile);
        Assert.Empty(fiche.Functions);
        Assert.Equal(GateAnswer.Allowed, fiche.May(Act.SendReset));
        Assert.Equal(new AccountSituation(pupil.ActivatedAt, null, false, null, null, null), fiche.Situation);
    }

    [Fact]
    public async Task Only_memberships_in_scope_are_shown()
    {
        var (mine, other) = (await database.People.SchoolAsync("Le mien"), await database.People.SchoolAsync("L'autre"));
        var agent = await database.People.OperatorAsync(Function.LocalAdmin, [mine]);
        var teacher = await database.People.AccountAsync("Martin", "Paul", [mine, other], a => a.Profile = Profile.Teacher);
        await EndMembershipAsync(await AlsoInAsync(teacher, mine, "Ancienne classe"));

        var fiche = await Reader.ReadAsync(agent, teacher.Id, Cancel);

        Assert.Equal("Le mien", Assert.Single(fiche!.Places).School);
        Assert.Null(fiche.Places[0].ClassName);
    }

    [Fact]
    public async Task Out_of_scope_unknown_and_signed_out_are_one_answer()
    {
        var (mine, other) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var agent = await database.People.OperatorAsync(Function.LocalAdmin, [mine]);
        var inside = await database.People.AccountAsync("Dedans", "Ana", [mine]);
        var outside = await database.People.AccountAsync("Ailleurs", "Noé", [other]);
        Assert.NotNull(await Reader.ReadAsync(agent, inside.Id, Cancel));

        Assert.Null(await Reader.ReadAsync(agent, outside.Id, Cancel));
        Assert.Null(await Reader.ReadAsync(agent, Guid.NewGuid(), Cancel));
        Assert.Null(await Reader.ReadAsync(agent with { SessionId = Guid.NewGuid() }, inside.Id, Cancel));
    }

    [Fact]
    public async Task Functions_that_hold_are_listed_once_highest_first()
    {
        var (school, second) = (await database.People.SchoolAsync(), await database.People.SchoolAsync());
        var central = await database.People.OperatorAsync(Function.CentralAdmin, [], home: school);
        var target = await database.People.OperatorAsync(Function.Support, [school, second]);
        await using (var db = database.Open())
        {
            db.Add(new Grant { Id = Guid.CreateVersion7(), AccountId = target.AccountId, Function = Function.LocalAdmin, StartsAt = DateTimeOffset.UnixEpoch });
            db.Add(new Grant { Id = Guid.CreateVersion7(), AccountId = target.AccountId, Function = Function.CentralAdmin, StartsAt = DateTimeOffset.UnixEpoch, EndsAt = DateTimeOffset.UnixEpoch.AddDays(1) });
            await db.SaveChangesAsync(Cancel);
        }

        var fiche = await Reader.ReadAsync(central, target.AccountId, Cancel);

        Assert.Equal([Function.LocalAdmin, Function.Support], fiche!.Functions);
    }

    /// <summary>An open fiche is drawn again only when it tells something else: drawn twice, it would hold twice the memory.</summary>
    [Theory]
    [InlineData("UPDATE accounts SET alias = 'autrement' WHERE id = '{0}'")]
    [InlineData("UPDATE accounts SET email_state = 3 WHERE id = '{0}'")]
    [InlineData("UPDATE memberships SET class_name = '3e C' WHERE account_id = '{0}'")]
    [InlineData("UPDATE grants SET function = 3 WHERE account_id = '{0}'")]
    [InlineData("UPDATE relations SET ends_on = today() WHERE parent_id = '{0}'")]
    [InlineData("UPDATE relations SET ends_on = today() WHERE child_id = '{0}'")]
    public async Task Read_twice_it_tells_the_same_until_something_changes(string sql)
    {
        var school = await database.People.SchoolAsync();
        var central = await database.People.OperatorAsync(Function.CentralAdmin, [], home: school);
        var target = await database.People.OperatorAsync(Function.Support, [school]);
        var (parent, child) = (await database.People.AccountAsync("Petit", "Ana", [school]), await database.People.AccountAsync("Petit", "Lou", [school]));
        await database.ExecuteAsOwnerAsync($"""
            UPDATE accounts SET (email, email_state, email_source) = ('paul@example.org', 1, 1) WHERE id = '{target.AccountId}';
            INSERT INTO relations (parent_id, child_id) VALUES ('{parent.Id}', '{target.AccountId}'), ('{target.AccountId}', '{child.Id}')
            """);
        var before = await Reader.ReadAsync(central, target.AccountId, Cancel);
        Assert.True((await Reader.ReadAsync(central, target.AccountId, Cancel))!.IsSameAs(before!));

        await database.ExecuteAsOwnerAsync(string.Format(null, sql, target.AccountId));

        Assert.False((await Reader.ReadAsync(central, target.AccountId, Cancel))!.IsSameAs(before!));
    }

    [Fact]
    public async Task A_fiche_that_may_be_read_but_not_helped_says_why()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var above = await database.People.OperatorAsync(Function.LocalAdmin, [school]);

        Assert.Equal(GateAnswer.HigherRank, (await Reader.ReadAsync(agent, above.AccountId, Cancel))!.May(Act.SendReset));
        Assert.Equal(GateAnswer.OwnAccount, (await Reader.ReadAsync(agent, agent.AccountId, Cancel))!.May(Act.SendReset));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("now() - interval '1 minute'", false)]
    [InlineData("now() + interval '1 minute'", true)]
    public async Task A_block_that_ran_out_is_none(string? until, bool blocked)
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var pupil = await database.People.AccountAsync("Bloc", "Lou", [school]);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET blocked_at = now() - interval '1 day', blocked_until = {until ?? "NULL"} WHERE id = '{pupil.Id}'");

        Assert.Equal(blocked, (await Reader.ReadAsync(agent, pupil.Id, Cancel))!.Situation.Blocked);
    }

    private async Task<Guid> AlsoInAsync(Account account, School school, string className)
    {
        await using var db = database.Open();
        var membership = new Membership { Id = Guid.CreateVersion7(), AccountId = account.Id, SchoolId = school.Id, ClassName = className, StartsOn = new DateOnly(2019, 9, 1) };
        db.Add(membership);
        await db.SaveChangesAsync(Cancel);
        return membership.Id;
    }

    private async Task EndMembershipAsync(Guid id)
    {
        await using var db = database.Open();
        await db.Memberships.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.EndsOn, new DateOnly(2020, 7, 1)), Cancel);
    }
}
