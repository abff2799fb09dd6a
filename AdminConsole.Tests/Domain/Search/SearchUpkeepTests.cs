using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Search;

/// <summary>The derived rows follow every write to accounts and memberships, one row or 50,000.</summary>
public sealed class SearchUpkeepTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly People people = database.People;
    private readonly AccountSearch search = database.Get<AccountSearch>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rename_is_found_by_the_new_name_only()
    {
        var (agent, person, _) = await PersonAsync("Avant", "Lou");

        await ChangeAsync(person.Id, a => a.Rename("Après", "Élie", "Nomdusage"));

        Assert.False(await FindsAsync(agent, "avant", person.Id));
        Assert.False(await FindsAsync(agent, "lou", person.Id));
        Assert.True(await FindsAsync(agent, "apres", person.Id));
        Assert.True(await FindsAsync(agent, "elie apr", person.Id));
        Assert.True(await FindsAsync(agent, "nomdu", person.Id));
        await NothingIsLeftOverAsync();
    }

    [Fact]
    public async Task Identifiers_follow_their_account()
    {
        var (agent, person, _) = await PersonAsync("Ident", "Lou");

        await ChangeAsync(person.Id, a =>
        {
            (a.Login, a.Alias, a.ExternalId) = ("nouveau.login", "surnom", "abcdef0123");
            (a.Email, a.EmailState, a.EmailSource) = ("neuf@example.org", ContactState.Unconfirmed, ContactSource.Operator);
            (a.Mobile, a.MobileState, a.MobileSource) = ("+33799999999", ContactState.Unconfirmed, ContactSource.Operator);
        });

        foreach (var typed in (string[])["nouveau.l", "surnom", "abcdef", "neuf@", "0799"]) Assert.True(await FindsAsync(agent, typed, person.Id), typed);
        Assert.False(await FindsAsync(agent, person.Login, person.Id));

        await ChangeAsync(person.Id, a => (a.Alias, a.Email, a.EmailState, a.EmailSource) = (null, null, null, null));

        foreach (var typed in (string[])["surnom", "neuf@"]) Assert.False(await FindsAsync(agent, typed, person.Id), typed);
    }

    // A beginning that hundreds share is read school by school, from a copy of the identifiers.
    [Fact]
    public async Task A_common_beginning_finds_the_new_login_and_not_the_old_one()
    {
        var (agent, person, _) = await PersonAsync("Commun", "Lou");
        await database.ExecuteAsOwnerAsync($"""
            INSERT INTO accounts (id, login, source, profile, civility, family_name, given_name, family_key, given_key, name_words, language, version)
            SELECT gen_random_uuid(), 'courant' || n, 1, 1, 0, 'X', 'Y', 'x', 'y', ARRAY['x', 'y'], 'fr', 1 FROM generate_series(1, 400) n;
            """);

        await ChangeAsync(person.Id, a => (a.Login, a.Mobile, a.MobileState, a.MobileSource) = ("courant.lou", "+33655555555", ContactState.Confirmed, ContactSource.Self));
        Assert.True(await FindsAsync(agent, "coura", person.Id));

        await ChangeAsync(person.Id, a => a.Login = "autre.lou");
        Assert.False(await FindsAsync(agent, "coura", person.Id));
        await NothingIsLeftOverAsync();
    }

    [Fact]
    public async Task A_move_to_another_school_changes_scopes()
    {
        var (agent, person, _) = await PersonAsync("Mobile", "Lou");
        var other = await people.SchoolAsync();
        var otherAgent = await people.OperatorAsync(Function.Support, [other]);
        await using var db = database.Open();

        await db.Memberships.Where(m => m.AccountId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.SchoolId, other.Id), Cancel);

        Assert.False(await FindsAsync(agent, "mobile", person.Id));
        Assert.True(await FindsAsync(otherAgent, "mobile", person.Id));

        await db.Memberships.Where(m => m.AccountId == person.Id).ExecuteDeleteAsync(Cancel);

        Assert.False(await FindsAsync(otherAgent, "mobile", person.Id));
        await NothingIsLeftOverAsync();
    }

    [Fact]
    public async Task A_move_to_another_class_is_shown()
    {
        var (agent, person, _) = await PersonAsync("Classe", "Lou");
        await using var db = database.Open();

        await db.Memberships.Where(m => m.AccountId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.ClassName, "5e C"), Cancel);

        Assert.Equal("5e C", (await search.FindAsync(agent, "classe", Cancel)).Hits.Single(h => h.Id == person.Id).ClassName);
    }

    [Fact]
    public async Task A_deleted_account_is_gone()
    {
        var (agent, person, _) = await PersonAsync("Efface", "Lou");
        await using var db = database.Open();

        await db.Accounts.Where(a => a.Id == person.Id).ExecuteDeleteAsync(Cancel);

        Assert.False(await FindsAsync(agent, "efface", person.Id));
        await NothingIsLeftOverAsync();
    }

    [Fact]
    public async Task Two_classes_of_one_school_and_years_apart_are_one_person()
    {
        var (agent, person, school) = await PersonAsync("Double", "Lou");
        await using var db = database.Open();
        db.Memberships.AddRange(
            new Membership { Id = Guid.CreateVersion7(), AccountId = person.Id, SchoolId = school.Id, ClassName = "4e A", StartsOn = new(2021, 9, 1) },
            new Membership { Id = Guid.CreateVersion7(), AccountId = person.Id, SchoolId = school.Id, StartsOn = new(2015, 9, 1), EndsOn = new(2016, 7, 1) },
            new Membership { Id = Guid.CreateVersion7(), AccountId = person.Id, SchoolId = school.Id, StartsOn = new(2999, 9, 1) });
        await db.SaveChangesAsync(Cancel);

        var hit = Assert.Single((await search.FindAsync(agent, "double", Cancel)).Hits);

        Assert.Equal(("4e A", 1), (hit.ClassName, hit.OtherSchools));
    }

    [Fact]
    public async Task One_statement_may_bring_thousands()
    {
        var school = await people.SchoolAsync();
        var agent = await people.OperatorAsync(Function.Support, [school]);

        await database.ExecuteAsOwnerAsync($"""
            INSERT INTO accounts (id, login, source, profile, civility, family_name, given_name, family_key, given_key, name_words, language, version)
            SELECT gen_random_uuid(), 'masse' || n, 1, 1, 0, 'Masse', 'P' || n, 'masse', 'p' || n, ARRAY['masse', 'p' || n], 'fr', 1 FROM generate_series(1, 5000) n;
            INSERT INTO memberships (id, account_id, school_id, starts_on) SELECT gen_random_uuid(), id, '{school.Id}', today() FROM accounts WHERE family_key = 'masse';
            """);
        Assert.Equal("P4321", Assert.Single((await search.FindAsync(agent, "p4321", Cancel)).Hits).GivenName);
        Assert.True((await search.FindAsync(agent, "mass", Cancel)).HasMore);

        await database.ExecuteAsOwnerAsync("UPDATE accounts SET family_name = 'Foule', family_key = 'foule', name_words = ARRAY['foule', given_key] WHERE family_key = 'masse'");
        Assert.DoesNotContain((await search.FindAsync(agent, "masse p4321", Cancel)).Hits, h => h.FamilyName == "Masse");
        Assert.Single((await search.FindAsync(agent, "p4321 foul", Cancel)).Hits);

        await database.ExecuteAsOwnerAsync("DELETE FROM accounts WHERE family_key = 'foule'");
        await NothingIsLeftOverAsync();
    }

    // Without the lock in search_refresh each of the two would miss what the other has not yet committed.
    [Fact]
    public async Task A_rename_and_a_move_at_the_same_time_both_count()
    {
        var (_, person, _) = await PersonAsync("Avant", "Simultané");
        var other = await people.SchoolAsync();
        var otherAgent = await people.OperatorAsync(Function.Support, [other]);
        await using var source = NpgsqlDataSource.Create(database.ApplicationConnection);
        await using var renaming = await source.OpenConnectionAsync(Cancel);
        await using var rename = await renaming.BeginTransactionAsync(Cancel);
        await using (var command = new NpgsqlCommand("UPDATE accounts SET family_key = 'pendant', name_words = '{pendant,simultane}' WHERE id = $1", renaming) { Parameters = { new() { Value = person.Id } } })
            await command.ExecuteNonQueryAsync(Cancel);

        await using var moving = source.CreateCommand("INSERT INTO memberships (id, account_id, school_id, starts_on) VALUES (gen_random_uuid(), $1, $2, today())");
        moving.Parameters.Add(new() { Value = person.Id });
        moving.Parameters.Add(new() { Value = other.Id });
        var moved = moving.ExecuteNonQueryAsync(Cancel);
        while (!moved.IsCompleted && !await SomebodyWaitsAsync(source)) await Task.Yield();
        await rename.CommitAsync(Cancel);
        await moved;

        Assert.True(await FindsAsync(otherAgent, "pendant", person.Id));
    }

    [Fact]
    public async Task A_change_that_a_search_does_not_show_writes_nothing()
    {
        var (_, person, _) = await PersonAsync("Tranquille", "Lou");
        await using var db = database.Open();
        var before = await PlacesAsync(db, person.Id);

        await db.Accounts.Where(a => a.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, a => AdminDb.Now()), Cancel);

        Assert.Equal(before, await PlacesAsync(db, person.Id));

        Task<List<string>> PlacesAsync(AdminDb context, Guid id) =>
            context.Database.SqlQuery<string>($"SELECT ctid::text AS \"Value\" FROM search_people WHERE account_id = {id} ORDER BY 1").ToListAsync(Cancel);
    }

    private static async Task<bool> SomebodyWaitsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')");
        return (bool)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>Every derived row is one that the source tables would give today.</summary>
    private async Task NothingIsLeftOverAsync()
    {
        await using var db = database.Open();
        Assert.Equal(0, await db.Database.SqlQuery<int>($"""
            SELECT (
                (SELECT count(*) FROM search_people p WHERE NOT EXISTS (
                    SELECT FROM memberships m JOIN accounts a ON a.id = m.account_id
                    WHERE m.account_id = p.account_id AND (p.schools IS NOT NULL OR m.school_id = p.scope) AND replace(a.family_key, ' ', '') = p.family))
                + (SELECT count(*) FROM search_words w WHERE NOT EXISTS (
                    SELECT FROM search_people p WHERE p.scope = w.scope AND p.account_id = w.account_id AND p.family = w.family AND p.words = w.words)))::int AS "Value"
            """).SingleAsync(Cancel));
    }

    private async Task<bool> FindsAsync(Actor agent, string typed, Guid id)
    {
        var found = await search.FindAsync(agent, typed, Cancel);
        return !found.AreNearSpellings && found.Hits.Any(h => h.Id == id);
    }

    private async Task ChangeAsync(Guid id, Action<Account> change)
    {
        await using var db = database.Open();
        change(await db.Accounts.SingleAsync(a => a.Id == id, Cancel));
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<(Actor Agent, Account Person, School School)> PersonAsync(string familyName, string givenName)
    {
        var school = await people.SchoolAsync();
        return (await people.OperatorAsync(Function.Support, [school]), await people.AccountAsync(familyName, givenName, [school], a => a.Login = $"id{Guid.CreateVersion7():N}"), school);
    }
}
