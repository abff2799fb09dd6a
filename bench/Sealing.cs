using System.Diagnostics;
using AdminConsole.Domain;
using AdminConsole.Domain.Journal;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static AdminConsole.Bench.Figures;

namespace AdminConsole.Bench;

/// <summary>
/// Whether the journal is sealed as fast as it grows. First the sealer alone with much that waits: how many rows a second it can do. Then beside so many
/// actions a second, each a commit of its own by the way that all of them go: how old the oldest row is that has no seal yet.
/// </summary>
internal sealed class Sealing(BenchData data)
{
    private const int Waiting = 200_000;
    private const int Writers = 32;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(40);

    public async Task RunAsync(int rows, int actions, TimeSpan duration)
    {
        await using var owner = NpgsqlDataSource.Create(data.Owner);
        await JournalRows.EnsureAsync(owner, rows);
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddDomain(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:AdminConsole", data.Application)]).Build()).BuildServiceProvider();
        await using var source = NpgsqlDataSource.Create(data.Application);
        await Machine.PrintAsync(source);
        var sealer = services.GetRequiredService<JournalSealer>();
        var last = await ScalarAsync(owner, "SELECT max(id) FROM audit_entries");
        // By its rows, not its numbers: what earlier runs took away has left gaps.
        var before = await ScalarAsync(owner, $"SELECT id FROM audit_entries ORDER BY id DESC OFFSET {Waiting} LIMIT 1");
        try
        {
            // As a purge leaves it: a link that holds all before those that wait.
            await ExecuteAsync(owner, FormattableString.Invariant($"""
                TRUNCATE audit_seals;
                INSERT INTO audit_seals (first_entry_id, last_entry_id, entry_count, digest, purged_at) VALUES (0, {before}, 0, '\x00', now())
                """));
            var since = Stopwatch.GetTimestamp();
            var sealed_ = 0;
            while (sealed_ < Waiting) sealed_ += await sealer.SealAsync(default);
            Console.WriteLine(FormattableString.Invariant($"alone: {sealed_ / Stopwatch.GetElapsedTime(since).TotalSeconds:0} rows a second ({sealed_} rows that waited)"));
            await BesideAsync(services, source, sealer, actions, duration);
        }
        finally
        {
            // The population stays what it is.
            await ExecuteAsync(owner, FormattableString.Invariant($"""
                TRUNCATE audit_seals;
                DELETE FROM journal_places p USING audit_entries e WHERE e.id > {last} AND p.entry_id = e.id AND p.school_id = ANY (e.school_ids);
                DELETE FROM audit_entries WHERE id > {last}
                """));
        }
        Console.WriteLine($"load now {Machine.Load}");
    }

    private static async Task BesideAsync(IServiceProvider services, NpgsqlDataSource source, JournalSealer sealer, int actions, TimeSpan duration)
    {
        var factory = services.GetRequiredService<IDbContextFactory<AdminDb>>();
        var (people, by) = (await FicheBench.AccountsAsync(source, null), Operators.Id(null));
        List<double> written = [], ages = [];
        var (next, total) = (0, (int)(actions * duration.TotalSeconds));
        using var over = new CancellationTokenSource();
        await sealer.StartAsync(default);
        var start = Stopwatch.GetTimestamp();
        var watching = WatchAsync();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync)));
        var took = Stopwatch.GetElapsedTime(start);
        await over.CancelAsync();
        await watching;
        await sealer.StopAsync(default);
        Console.WriteLine(FormattableString.Invariant($"beside it: {total} actions in {took.TotalSeconds:0.0} s, {total / took.TotalSeconds:0} a second of {actions} wanted; due to committed p50 {Percentile(written, 50):0.0} ms, p99 {P99(written)} ms"));
        Console.WriteLine(FormattableString.Invariant($"age of the oldest row without a seal: p50 {Percentile(ages, 50):0.00} s, p99 {P99(ages)} s, max {ages.Max():0.00} s ({ages.Count} looks)"));

        // Each has its moment, whether those before it are done or not.
        async Task WriteAsync()
        {
            for (var i = Interlocked.Increment(ref next) - 1; i < total; i = Interlocked.Increment(ref next) - 1)
            {
                var due = TimeSpan.FromSeconds((double)i / actions);
                if (due - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } early) await Task.Delay(early);
                await using var db = await factory.CreateDbContextAsync();
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.AuditAsync(new()
                {
                    ActorId = by, AccountId = people[i % people.Count], Action = AuditAction.ResetSent, Outcome = AuditOutcome.Done, Detail = "p…@example.org", RequestKey = Guid.NewGuid(),
                }, default);
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
                lock (written) written.Add((Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds);
            }
        }

        async Task WatchAsync()
        {
            await using var ask = source.CreateCommand("""
                SELECT coalesce(extract(epoch FROM clock_timestamp() - (SELECT at FROM audit_entries WHERE id > (SELECT max(last_entry_id) FROM audit_seals) ORDER BY id LIMIT 1)), 0)::float8
                """);
            while (!over.IsCancellationRequested)
            {
                ages.Add((double)(await ask.ExecuteScalarAsync())!);
                await Task.Delay(Look);
            }
        }
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
