using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Journal;

/// <summary>The journal: whose it is, by which filters, and page by page.</summary>
public sealed class JournalReaderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly JournalReader journal = database.Get<JournalReader>();
    private static int year;
    private readonly Rows rows = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private People People => database.People;

    [Fact]
    public async Task It_holds_what_concerns_his_schools_and_everything_for_who_covers_all()
    {
        var (here, there) = (await People.SchoolAsync(), await People.SchoolAsync());
        var local = await People.OperatorAsync(Function.LocalAdmin, [here]);
        var (mine, foreign) = (await People.AccountAsync("Petit", "Lou", [here, there]), await People.AccountAsync("Grand", "Ida", [there]));
        var first = await rows.WriteAsync(mine.Id, by: local.AccountId);
        var hidden = await rows.WriteAsync(foreign.Id);
        var nobody = await rows.WriteAsync();

        Assert.Equal([first], await IdsAsync(local, new()));
        Assert.Empty(await IdsAsync(local, new(Account: foreign.Login)));
        Assert.Empty(await IdsAsync(local, new(Account: foreign.Id.ToString())));
        Assert.Empty(await IdsAsync(local, new(Account: "personne.inconnue")));
        Assert.Empty(await IdsAsync(local, new(Account: "lou\0")));
        Assert.Empty(await IdsAsync(local, new(SchoolId: there.Id)));
        var central = await People.OperatorAsync(Function.CentralAdmin, []);
        Assert.Equal([nobody, hidden, first], (await IdsAsync(central, new())).Take(3));
        Assert.Equal([hidden, first], await IdsAsync(central, new(SchoolId: there.Id)));
        Assert.Equal([first], await IdsAsync(central, new(SchoolId: here.Id)));
        var row = Assert.Single((await journal.ReadAsync(local, new(), null, Cancel)).Rows);
        Assert.Equal((mine.Id, mine.Login, local.AccountId), (row.Account!.Id, row.Account.Login, row.Actor!.Id));
    }

    [Fact]
    public async Task Below_a_local_administrator_and_without_a_session_there_is_none()
    {
        var school = await People.SchoolAsync();
        var (agent, local) = (await People.OperatorAsync(Function.Support, [school]), await People.OperatorAsync(Function.LocalAdmin, [school]));
        await rows.WriteAsync((await People.AccountAsync("Petit", "Lou", [school])).Id);

        Assert.Empty(await IdsAsync(agent, new()));
        Assert.Equal(new JournalRights(false, false), await journal.RightsAsync(agent, Cancel));
        Assert.Empty(await IdsAsync(default, new()));
        Assert.Single(await IdsAsync(local, new()));
        await using var db = database.Open();
        await db.Grants.Where(g => g.AccountId == local.AccountId).ExecuteUpdateAsync(set => set.SetProperty(g => g.EndsAt, _ => AdminDb.Now()), Cancel);
        Assert.Empty(await IdsAsync(local, new()));
        Assert.False((await journal.RightsAsync(local, Cancel)).MayRead);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_filter_narrows_it_for_one_school_and_for_all(bool central)
    {
        var school = await People.SchoolAsync();
        var reader = await People.OperatorAsync(central ? Function.CentralAdmin : Function.LocalAdmin, central ? [] : [school]);
        var agent = await People.AccountAsync("Agent", "Zoé", [school]);
        var (a, b) = (await People.AccountAsync("Petit", "Lou", [school]), await People.AccountAsync("Grand", "Ida", [school], x => x.Alias = $"ida{Guid.NewGuid():N}"));
        // 23:30 UTC in winter is the next day in Paris. Later than all that is there: ids follow the clock.
        var late = new DateTimeOffset(2100 + Interlocked.Increment(ref year), 1, 14, 23, 30, 0, TimeSpan.Zero);
        var day = DateOnly.FromDateTime(late.Date);
        var sent = await rows.WriteAsync(a.Id, by: agent.Id, change: e => e.At = late.AddHours(-1));
        var refused = await rows.WriteAsync(a.Id, AuditAction.ContactChanged, agent.Id, e => (e.Outcome, e.Refusal, e.At) = (AuditOutcome.Refused, "Stale", late));
        var blocked = await rows.WriteAsync(b.Id, AuditAction.Blocked, change: e => e.At = late.AddDays(1));
        var all = new[] { sent, refused, blocked };

        Assert.Equal([refused, sent], await AmongAsync(new(Operator: agent.Login)));
        Assert.Equal([refused, sent], await AmongAsync(new(Account: a.Login.ToUpperInvariant())));
        Assert.Equal([blocked], await AmongAsync(new(Account: b.Alias)));
        Assert.Equal([refused], await AmongAsync(new(Outcome: AuditOutcome.Refused)));
        Assert.Equal([blocked, sent], await AmongAsync(new(Outcome: AuditOutcome.Done)));
        Assert.Equal([blocked], await AmongAsync(new(Group: JournalGroup.Access)));
        Assert.Equal([refused], await AmongAsync(new(Group: JournalGroup.Contacts, Operator: agent.Login)));
        Assert.Equal([sent], await AmongAsync(new(To: day)));
        Assert.Equal([refused], await AmongAsync(new(From: day.AddDays(1), To: day.AddDays(1))));
        Assert.Equal([blocked, refused], await AmongAsync(new(From: day.AddDays(1))));
        Assert.Equal([sent], await AmongAsync(new(To: day, Account: a.Login)));
        Assert.Equal([blocked, refused, sent], await AmongAsync(new(SchoolId: school.Id)));
        // Together, in every order in which an index could have them.
        Assert.Equal([refused], await AmongAsync(new(Operator: agent.Login, Outcome: AuditOutcome.Refused)));
        Assert.Equal([sent], await AmongAsync(new(Operator: agent.Login, Outcome: AuditOutcome.Done)));
        Assert.Equal([refused], await AmongAsync(new(Operator: agent.Login, Group: JournalGroup.Contacts, Outcome: AuditOutcome.Refused, From: day)));
        Assert.Empty(await AmongAsync(new(Operator: agent.Login, Group: JournalGroup.Contacts, Outcome: AuditOutcome.Done)));
        Assert.Empty(await AmongAsync(new(Group: JournalGroup.Access, Outcome: AuditOutcome.Refused)));
        Assert.Equal([refused], await AmongAsync(new(Group: JournalGroup.Contacts, Outcome: AuditOutcome.Refused)));
        Assert.Empty(await AmongAsync(new(Outcome: AuditOutcome.Refused, To: day)));
        Assert.Equal([refused], await AmongAsync(new(SchoolId: school.Id, Operator: agent.Login, Outcome: AuditOutcome.Refused)));

        async Task<IEnumerable<long>> AmongAsync(JournalFilter filter) => (await IdsAsync(reader, filter)).Where(all.Contains);
    }

    [Fact]
    public async Task Page_by_page_each_comes_once_and_what_came_since_is_counted()
    {
        var (school, also) = (await People.SchoolAsync(), await People.SchoolAsync());
        var local = await People.OperatorAsync(Function.LocalAdmin, [school, also]);
        var pupil = await People.AccountAsync("Petit", "Lou", [school, also]);
        List<long> written = [];
        for (var i = 0; i < JournalReader.PageSize + 3; i++) written.Add(await rows.WriteAsync(pupil.Id));
        written.Reverse();

        var first = await journal.ReadAsync(local, new(), null, Cancel);
        var second = await journal.ReadAsync(local, new(), first.Next, Cancel);

        Assert.Equal(written, first.Rows.Concat(second.Rows).Select(r => r.Id));
        Assert.Null(second.Next);
        Assert.Equal(0, await journal.FreshAsync(local, new(), first.Rows[0].Id, Cancel));
        await rows.WriteAsync(pupil.Id, AuditAction.Blocked);
        Assert.Equal(1, await journal.FreshAsync(local, new(), first.Rows[0].Id, Cancel));
        Assert.Equal(0, await journal.FreshAsync(local, new(Group: JournalGroup.Resets), first.Rows[0].Id, Cancel));
        Assert.Empty((await journal.ReadAsync(local, new(), 0, Cancel)).Rows);
    }

    [Fact]
    public async Task The_application_can_add_to_the_journal_and_to_its_places_by_it_alone()
    {
        var id = await rows.WriteAsync((await People.AccountAsync("Petit", "Lou", [await People.SchoolAsync()])).Id);

        await using var db = database.Open();
        foreach (var sql in (string[])["UPDATE audit_entries SET detail = 'x'", "DELETE FROM audit_entries", "UPDATE audit_seals SET entry_count = 1", "DELETE FROM audit_seals",
            "DELETE FROM journal_places", "UPDATE journal_places SET outcome = 1", "INSERT INTO journal_places SELECT * FROM journal_places"])
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql, Cancel));
            Assert.Equal("42501", refused.SqlState);
        }
        Assert.True(await db.JournalPlaces.AnyAsync(p => p.EntryId == id, Cancel));
    }

    private async Task<IEnumerable<long>> IdsAsync(Actor actor, JournalFilter filter) => (await journal.ReadAsync(actor, filter, null, Cancel)).Rows.Select(r => r.Id);
}
