using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Bulk;

/// <summary>
/// Works bulk actions off, an account at a time, each by the operation that a button would do it by and in the name of the operator's own session. Any number of
/// processes may run one: an action is leased, and one whose process was killed is taken up by another once its lease is over. The key of
/// each account's wish is stored before it is done, so that none is done twice.
/// </summary>
public sealed partial class BulkWorker(
    IDbContextFactory<AdminDb> factory, IEnumerable<BulkAct> acts, Signals signals, TimeProvider time, ILogger<BulkWorker> log) : BackgroundService
{
    /// <summary>Longer than any account takes, and than the database is away in a restart.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Between two looks at whether it was stopped, and two words of how far it is.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(1);

    private const int ReadAtOnce = 50;

    private readonly Guid me = Guid.NewGuid();
    private readonly SemaphoreSlim wake = new(0);

    public override void Dispose()
    {
        base.Dispose();
        wake.Dispose();
    }

    /// <summary>Takes up the next action that waits and works until it has nothing more to do, is stopped, or is somebody else's.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> WorkOnceAsync(CancellationToken cancel)
    {
        if (await TakeAsync(cancel) is not { } run) return false;
        var act = acts.Single(a => a.Does(run.Kind));
        var actor = new Actor(run.OperatorId, run.SessionId, run.Network);
        var beat = time.GetTimestamp();
        while (await NextAsync(run, cancel) is { Count: > 0 } items)
        {
            foreach (var item in items)
            {
                if (time.GetElapsedTime(beat) >= Beat)
                {
                    if (!await StillMineAsync(run, cancel)) return true;
                    beat = time.GetTimestamp();
                }
                var answer = await TryAsync(act, run, actor, item, cancel);
                if (answer.Outcome is BulkOutcome.SignedOut)
                {
                    await LeaveAsync(run, BulkState.Paused, cancel);
                    return true;
                }
                await MarkAsync(run, item, answer, cancel);
            }
            if (!await StillMineAsync(run, cancel)) return true;
            beat = time.GetTimestamp();
        }
        await LeaveAsync(run, run.State is BulkState.Looking ? BulkState.Ready : BulkState.Finished, cancel);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(Signal.BulkChanged, Guid.Empty, Wake);
        using var pause = new PeriodicTimer(DatabasePause, time);
        try
        {
            while (true)
            {
                try
                {
                    if (!await WorkOnceAsync(stoppingToken)) await wake.WaitAsync(Sweep, stoppingToken);
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    // Whatever it is: what escapes a service like this one ends the whole process. The lease lets it be taken up again.
                    Log.Later(log, fault);
                    await pause.WaitForNextTickAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryLetGoAsync();
        }
    }

    private async Task<BulkRun?> TakeAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var taken = await db.BulkRuns.FromSql($"""
            UPDATE bulk_runs SET leased_by = {me}, leased_until = now() + {Lease} WHERE id = (
                SELECT id FROM bulk_runs WHERE state IN (1, 3) AND (leased_until IS NULL OR leased_until < now() OR leased_by = {me})
                ORDER BY coalesce(confirmed_at, created_at), id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING *
            """).AsNoTracking().ToListAsync(cancel);
        return taken.SingleOrDefault();
    }

    private async Task<List<BulkItem>> NextAsync(BulkRun run, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var items = db.BulkItems.AsNoTracking().Where(i => i.RunId == run.Id);
        items = run.State is BulkState.Looking ? items.Where(i => i.Plan == null) : items.Where(i => i.Plan == BulkOutcome.Done && i.Result == null);
        return await items.OrderBy(i => i.Place).Take(ReadAtOnce).ToListAsync(cancel);
    }

    private async Task<BulkAnswer> TryAsync(BulkAct act, BulkRun run, Actor actor, BulkItem item, CancellationToken cancel)
    {
        try
        {
            return run.State is BulkState.Looking
                ? await act.LookAsync(actor, run.Kind, item.AccountId, cancel)
                : await act.DoAsync(actor, run.Kind, item.AccountId, item.Id, new(run.Id, run.Reason!, run.LastDay), cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && !Outage.Caused(fault))
        {
            // One account must not keep the others from it.
            Log.Failed(log, fault, run.Id, item.AccountId);
            return new(BulkOutcome.Failed);
        }
    }

    private async Task MarkAsync(BulkRun run, BulkItem item, BulkAnswer answer, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var (of, where) = (db.BulkItems.Where(i => i.Id == item.Id), answer.Where ?? item.MaskedContact);
        _ = run.State is BulkState.Looking
            ? await of.ExecuteUpdateAsync(set => set.SetProperty(i => i.Plan, answer.Outcome).SetProperty(i => i.MaskedContact, where), cancel)
            : await of.ExecuteUpdateAsync(set => set.SetProperty(i => i.Result, answer.Outcome).SetProperty(i => i.MaskedContact, where).SetProperty(i => i.DoneAt, _ => AdminDb.Now()), cancel);
    }

    /// <summary>Renews the lease and tells how far it is; false when it was stopped, or somebody else has it.</summary>
    private async Task<bool> StillMineAsync(BulkRun run, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await BulkRuns.TellProgressAsync(db, run.Id, cancel);
        return await db.Database.ExecuteSqlAsync($"""
            UPDATE bulk_runs SET leased_until = now() + {Lease} WHERE id = {run.Id} AND state = {(short)run.State} AND leased_by = {me} AND session_id = {run.SessionId}
            """, cancel) == 1;
    }

    private async Task LeaveAsync(BulkRun run, BulkState state, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db.BulkRuns.Where(r => r.Id == run.Id && r.State == run.State && r.LeasedBy == me).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, state)
            .SetProperty(r => r.RightEnded, state == BulkState.Paused)
            .SetProperty(r => r.FinishedAt, r => state == BulkState.Finished ? AdminDb.Now() : r.FinishedAt)
            .SetProperty(r => r.LeasedBy, (Guid?)null)
            .SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null), cancel);
        await BulkRuns.TellAsync(db, run.Id, cancel);
    }

    /// <summary>Another process need not wait for the lease.</summary>
    private async Task TryLetGoAsync()
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
            await db.BulkRuns.Where(r => r.LeasedBy == me).ExecuteUpdateAsync(set => set.SetProperty(r => r.LeasedUntil, (DateTimeOffset?)null));
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.Later(log, fault);
        }
    }

    private void Wake()
    {
        if (wake.CurrentCount == 0) wake.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A bulk action could not go on and is taken up again")]
        public static partial void Later(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Error, Message = "Bulk action {RunId} failed for account {AccountId} and goes on")]
        public static partial void Failed(ILogger logger, Exception fault, Guid runId, Guid accountId);
    }
}
