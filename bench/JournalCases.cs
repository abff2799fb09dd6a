using System.Globalization;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>
/// The filters of the journal and what they are like at their worst: an operator who did a third of what operators did and one who did next to nothing; actions
/// that are common, that never were, and that never were refused; a day of long ago. People and schools change from sample to sample.
/// </summary>
internal sealed class JournalCases
{
    private readonly List<Guid> people;
    private readonly List<Guid> schools = [];
    private readonly DateOnly today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime);

    private JournalCases(List<Guid> people) => this.people = people;

    /// <summary>For a scope, which is that of the operator of so many schools.</summary>
    public static async Task<JournalCases> OfAsync(NpgsqlDataSource source, int? schools)
    {
        var cases = new JournalCases(await FicheBench.AccountsAsync(source, schools));
        await using var ask = source.CreateCommand("SELECT id FROM schools ORDER BY uai LIMIT $1");
        ask.Parameters.Add(new() { Value = Math.Min(schools ?? 200, 200) });
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync()) cases.schools.Add(rows.GetGuid(0));
        return cases;
    }

    /// <summary>Each with its filter for a sample.</summary>
    public IReadOnlyList<(string Name, Func<int, JournalFilter> Of)> All()
    {
        JournalFilter all = new();
        var (week, spring) = (today.AddDays(-7), today.AddDays(-200));
        (string Name, Func<int, JournalFilter, JournalFilter> With)
            busy = ("busy operator", (_, f) => f with { Operator = Operators.Id(null).ToString() }), quiet = ("quiet operator", (i, f) => f with { Operator = Person(i + 1) }),
            account = ("account", (i, f) => f with { Account = Person(i) }), school = ("school", (i, f) => f with { SchoolId = schools[i % schools.Count] }),
            refused = ("refused", (_, f) => f with { Outcome = AuditOutcome.Refused }), done = ("done", (_, f) => f with { Outcome = AuditOutcome.Done }),
            lately = ("last week", (_, f) => f with { From = week }), until = ("until 200 days ago", (_, f) => f with { To = spring }),
            day = ("one day, 200 days ago", (_, f) => f with { From = spring, To = spring }),
            signIns = Group(JournalGroup.SignIns), contacts = Group(JournalGroup.Contacts), functions = Group(JournalGroup.Functions);
        (string Name, Func<int, JournalFilter, JournalFilter> With)[][] together =
        [
            [], [busy], [quiet], [account], [school], .. Enum.GetValues<JournalGroup>().Select(group => new[] { Group(group) }), [refused], [done], [lately], [until], [day],
            [busy, account], [busy, school], [busy, contacts], [busy, functions], [busy, refused], [busy, done], [busy, lately], [busy, until], [busy, day],
            [quiet, contacts], [quiet, refused], [quiet, day], [account, signIns], [account, refused], [account, lately],
            [school, contacts], [school, functions], [school, refused], [school, until], [school, day],
            [signIns, done], [contacts, refused], [contacts, until], [contacts, day], [functions, refused], [functions, day], [refused, lately], [refused, until], [refused, day],
            [busy, contacts, refused], [busy, refused, until], [busy, school, refused], [contacts, refused, until],
        ];
        return [.. together.Select(parts => (parts is [] ? "nothing" : string.Join(" + ", parts.Select(p => p.Name)), (Func<int, JournalFilter>)(i => parts.Aggregate(all, (filter, part) => part.With(i, filter)))))];

        string Person(int i) => people[i % people.Count].ToString();
    }

    private static (string, Func<int, JournalFilter, JournalFilter>) Group(JournalGroup group) =>
        (group.ToString().ToLower(CultureInfo.InvariantCulture), (_, f) => f with { Group = group });
}
