using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Search;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>The list under the search: its first page and its count for each filter and each pair that the page offers, in one school, 120 and all.</summary>
internal sealed class ListBench(BenchData data)
{
    public async Task RunAsync(int samples)
    {
        await using var owner = NpgsqlDataSource.Create(data.Owner);
        await SpreadAsync(owner);
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var list = services.GetRequiredService<AccountList>();
        Console.WriteLine(FormattableString.Invariant($"{samples} samples a cell, warm; first page and the page after it in ms, p50 / p99 (budget p99 50); count p50 / p99; how many there are"));
        foreach (var (name, schools) in ((string, int?)[])[("one school", 1), ("120 schools", 120), ("all schools", null)])
        {
            var actor = await Operators.SignedInAsync(source, schools);
            Console.WriteLine();
            Console.WriteLine($"{name,-32}{"first page",18}{"next page",18}{"count",18}{"",8}");
            foreach (var (what, filter, order) in await CasesAsync(source)) await MeasureAsync(list, actor, what, filter, order, samples);
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task MeasureAsync(AccountList list, Actor actor, string what, AccountFilter filter, AccountOrder order, int samples)
    {
        List<double> page = [], next = [], count = [];
        var found = 0;
        for (var i = -5; i < samples; i++)
        {
            var since = Stopwatch.GetTimestamp();
            var first = await list.ReadAsync(actor, filter, order, null, null, default);
            var read = Stopwatch.GetTimestamp();
            if (first.Next is { } after) await list.ReadAsync(actor, filter, order, after, null, default);
            var followed = Stopwatch.GetTimestamp();
            found = await list.CountAsync(actor, filter, default);
            var counted = Stopwatch.GetTimestamp();
            if (i < 0) continue;
            page.Add(Stopwatch.GetElapsedTime(since, read).TotalMilliseconds);
            next.Add(Stopwatch.GetElapsedTime(read, followed).TotalMilliseconds);
            count.Add(Stopwatch.GetElapsedTime(followed, counted).TotalMilliseconds);
        }
        Console.WriteLine($"{what,-32}{Both(page),18}{Both(next),18}{Both(count),18}{found,8}");
    }

    private static async Task<List<(string Name, AccountFilter Filter, AccountOrder Order)>> CasesAsync(NpgsqlDataSource source)
    {
        await using var ask = source.CreateCommand("SELECT school_id, class_name FROM memberships WHERE school_id = (SELECT id FROM schools ORDER BY uai LIMIT 1) AND class_name IS NOT NULL AND ends_on IS NULL LIMIT 1");
        await using var row = await ask.ExecuteReaderAsync();
        await row.ReadAsync();
        var (school, className) = (row.GetGuid(0), row.GetString(1));
        AccountFilter all = new(), inSchool = new(SchoolId: school);
        var (recent, long_) = (new DateOnly(2026, 11, 20), new DateOnly(2026, 3, 1));
        List<(string, AccountFilter)> filters =
        [
            ("nothing", all), ("school", inSchool), ("pupils", all with { Profile = Profile.Student }), ("guests", all with { Profile = Profile.Guest }),
            ("from AAF", all with { Source = AccountSource.Aaf }), ("by hand", all with { Source = AccountSource.Manual }),
            ("activated", all with { Activated = true }), ("never activated", all with { Activated = false }), ("blocked", all with { Blocked = true }),
            ("no address", all with { Email = EmailTrouble.None }), ("refused address", all with { Email = EmailTrouble.Refused }), ("no mobile", all with { NoMobile = true }),
            ("created lately", all with { CreatedSince = recent }), ("created since March", all with { CreatedSince = long_ }), ("pre-deleted", all with { Deleted = true }),
            ("school + class", inSchool with { ClassName = className }), ("school + pupils", inSchool with { Profile = Profile.Student }),
            ("school + no address", inSchool with { Email = EmailTrouble.None }), ("school + blocked", inSchool with { Blocked = true }),
            ("school + refused address", inSchool with { Email = EmailTrouble.Refused }), ("teachers + never activated", all with { Profile = Profile.Teacher, Activated = false }),
            ("by hand + created lately", all with { Source = AccountSource.Manual, CreatedSince = recent }), ("CSV + created since March", all with { Source = AccountSource.Csv, CreatedSince = long_ }),
        ];
        return
        [
            .. filters.Select(f => (f.Item1, f.Item2, AccountOrder.Name)),
            ("nothing, newest first", all, AccountOrder.Newest), ("pupils, newest first", all with { Profile = Profile.Student }, AccountOrder.Newest),
            ("blocked, oldest first", all with { Blocked = true }, AccountOrder.Oldest), ("never activated, Z to A", all with { Activated = false }, AccountOrder.NameDown),
        ];
    }

    /// <summary>The population has none refused, by hand, pre-deleted or created on other days: a hash picks some, once.</summary>
    private static async Task SpreadAsync(NpgsqlDataSource owner)
    {
        await using var there = owner.CreateCommand("SELECT EXISTS (SELECT FROM search_people WHERE scope = '00000000-0000-0000-0000-000000000000' AND kind >= 1024)");
        if (await there.ExecuteScalarAsync() is true) return;
        var since = Stopwatch.GetTimestamp();
        await using var spread = owner.CreateCommand("""
            ALTER TABLE accounts DISABLE TRIGGER search_accounts_changed;
            UPDATE accounts a SET
                email_state = CASE WHEN h % 100 = 1 AND email IS NOT NULL THEN 3 ELSE email_state END,
                blocked_at = CASE WHEN h % 500 = 2 THEN now() ELSE blocked_at END,
                deletion_due_at = CASE WHEN h % 200 = 3 THEN now() + interval '80 days' ELSE deletion_due_at END,
                source = CASE WHEN h % 1000 = 4 THEN 3 WHEN h % 10 = 5 THEN 2 ELSE source END,
                profile = CASE WHEN h % 2000 = 6 THEN 5 ELSE profile END,
                created_at = timestamptz '2026-11-23' - interval '1 day' * (h % 1500) - interval '1 second' * (h % 80000)
            FROM (SELECT id, abs(hashtext(id::text)) AS h FROM accounts) n WHERE n.id = a.id;
            ALTER TABLE accounts ENABLE TRIGGER search_accounts_changed;
            UPDATE search_people p SET kind = search_kind(a), profile = a.profile, created_at = a.created_at FROM accounts a WHERE a.id = p.account_id;
            """);
        spread.CommandTimeout = 0;
        await spread.ExecuteNonQueryAsync();
        foreach (var table in (string[])["accounts", "search_people"])
        {
            await using var settle = owner.CreateCommand($"VACUUM (ANALYZE) {table}");
            settle.CommandTimeout = 0;
            await settle.ExecuteNonQueryAsync();
        }
        Console.WriteLine(FormattableString.Invariant($"spread in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s"));
    }

    private static string Both(List<double> taken) => FormattableString.Invariant($"{Percentile(taken, 50):0.00} / {Percentile(taken, 99):0.00}");
}
