using System.Diagnostics;
using System.Globalization;
using AdminConsole.Domain;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>The page of the journal beside a year of rows: its first page and the one after it, for each filter that the page offers and for pairs of them.</summary>
internal sealed class JournalBench(BenchData data)
{
    private const int WarmUp = 5;

    public async Task RunAsync(int rows, int samples)
    {
        await using var owner = NpgsqlDataSource.Create(data.Owner);
        await JournalRows.EnsureAsync(owner, rows);
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var reader = services.GetRequiredService<JournalReader>();
        Console.WriteLine(FormattableString.Invariant($"{samples} samples a cell, warm; first page and the page after it in ms, p50 / p99 (budget p99 50); how many rows the first page has"));
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
            Console.WriteLine();
            Console.WriteLine($"{name,-34}{"first page",18}{"next page",18}{"rows",6}");
            foreach (var (what, filter) in await CasesAsync(source)) await MeasureAsync(reader, actor, what, filter, samples);
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task MeasureAsync(JournalReader reader, Actor actor, string what, JournalFilter filter, int samples)
    {
        List<double> page = [], next = [];
        var found = 0;
        for (var i = -WarmUp; i < samples; i++)
        {
            var since = Stopwatch.GetTimestamp();
            var first = await reader.ReadAsync(actor, filter, before: null, default);
            var read = Stopwatch.GetTimestamp();
            if (first.Next is { } before) await reader.ReadAsync(actor, filter, before, default);
            var followed = Stopwatch.GetTimestamp();
            found = first.Rows.Count;
            if (i < 0) continue;
            page.Add(Stopwatch.GetElapsedTime(since, read).TotalMilliseconds);
            if (first.Next is not null) next.Add(Stopwatch.GetElapsedTime(read, followed).TotalMilliseconds);
        }
        Console.WriteLine($"{what,-34}{Both(page),18}{(next is [] ? "-" : Both(next)),18}{found,6}");
    }

    /// <summary>Somebody of the first school, whom every scope covers, and the operator who did a third of what operators did.</summary>
    private static async Task<List<(string Name, JournalFilter Filter)>> CasesAsync(NpgsqlDataSource source)
    {
        await using var ask = source.CreateCommand("""
            SELECT m.school_id, a.login FROM memberships m JOIN accounts a ON a.id = m.account_id
            WHERE m.school_id = (SELECT id FROM schools ORDER BY uai LIMIT 1) AND m.ends_on IS NULL ORDER BY a.login LIMIT 1
            """);
        await using var row = await ask.ExecuteReaderAsync();
        await row.ReadAsync();
        var (school, login) = (row.GetGuid(0), row.GetString(1));
        var by = Operators.Id(null).ToString();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime);
        var (week, spring) = (today.AddDays(-7), today.AddDays(-200));
        JournalFilter all = new();
        return
        [
            ("nothing", all), ("operator", all with { Operator = by }), ("account", all with { Account = login }), ("school", all with { SchoolId = school }),
            .. Enum.GetValues<JournalGroup>().Select(group => (group.ToString().ToLower(CultureInfo.InvariantCulture), all with { Group = group })),
            ("refused", all with { Outcome = AuditOutcome.Refused }), ("last week", all with { From = week }), ("until 200 days ago", all with { To = spring }),
            ("one day, 200 days ago", all with { From = spring, To = spring }),
            ("operator + contacts", all with { Operator = by, Group = JournalGroup.Contacts }), ("operator + last week", all with { Operator = by, From = week }),
            ("operator + refused", all with { Operator = by, Outcome = AuditOutcome.Refused }), ("account + sign-ins", all with { Account = login, Group = JournalGroup.SignIns }),
            ("account + last week", all with { Account = login, From = week }), ("school + contacts", all with { SchoolId = school, Group = JournalGroup.Contacts }),
            ("school + functions", all with { SchoolId = school, Group = JournalGroup.Functions }), ("school + refused", all with { SchoolId = school, Outcome = AuditOutcome.Refused }),
            ("school + one day", all with { SchoolId = school, From = spring, To = spring }), ("school + operator", all with { SchoolId = school, Operator = by }),
            ("contacts + one day", all with { Group = JournalGroup.Contacts, From = spring, To = spring }), ("refused + one day", all with { Outcome = AuditOutcome.Refused, From = spring, To = spring }),
        ];
    }

    private static string Both(List<double> taken) => FormattableString.Invariant($"{Percentile(taken, 50):0.00} / {P99(taken)}");
}
