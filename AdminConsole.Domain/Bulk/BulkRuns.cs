using System.Globalization;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Bulk;

/// <summary>
/// One thing done to many accounts: looked through first, confirmed with a reason, then worked off by <see cref="BulkWorker"/> while nobody has to
/// wait for it. For local administrators and above; each has his own.
/// </summary>
public sealed class BulkRuns(IDbContextFactory<AdminDb> factory)
{
    /// <summary>As far as the list counts.</summary>
    public const int MostAccounts = 10_000;

    /// <summary>Whether the actor may act on many accounts anywhere.</summary>
    public async Task<bool> MayAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await Rights(db, actor).AnyAsync(cancel);
    }

    /// <summary>Begins to look through what would happen to these accounts. Nothing is done to them, and nothing journaled.</summary>
    /// <param name="key">Made up by the page for this wish; it names the action.</param>
    /// <param name="query">The list that they are from, as its URL filters it.</param>
    public async Task<BulkAnswered> BeginAsync(Actor actor, BulkKind kind, Guid key, IReadOnlyList<Guid> accounts, Guid? school, string? query, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        if (!await Rights(db, actor).AnyAsync(cancel)) return BulkAnswered.NotAllowed;
        if (accounts.Count == 0) return BulkAnswered.NobodyFound;
        if (accounts.Count > MostAccounts) return BulkAnswered.TooMany;
        db.BulkRuns.Add(new()
        {
            Id = key, Kind = kind, OperatorId = actor.AccountId, SessionId = actor.SessionId, Network = actor.Network,
            Query = query is { Length: <= BulkRun.QueryLength } ? query : null,
            SchoolId = await Rights(db, actor).AnyAsync(g => g.SchoolId == null || g.SchoolId == school, cancel) ? school : null,
        });
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Pressed twice: it is there.
            return BulkAnswered.Done;
        }
        var ids = accounts.Distinct().ToArray();
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO bulk_items (id, run_id, account_id, place)
            SELECT gen_random_uuid(), {key}, a.id, w.place FROM unnest({ids}) WITH ORDINALITY w(id, place) JOIN accounts a ON a.id = w.id
            """, cancel);
        await TellAsync(db, key, cancel);
        await commit.CommitAsync(cancel);
        return BulkAnswered.Done;
    }

    /// <summary>
    /// Lets it begin: only with what was found to be possible, and of that each account is asked for once more. Needs a reason, a fresh proof, and for a block
    /// may take its last day in Europe/Paris. Journaled with its number of accounts.
    /// </summary>
    public Task<BulkAnswered> ConfirmAsync(Actor actor, Guid runId, string? reason, DateOnly? lastDay, CancellationToken cancel) => HoldAsync(actor, runId, async (db, run) =>
    {
        if (run.State is not BulkState.Ready) return BulkAnswered.OtherState;
        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > Account.ReasonLength || why.Any(char.IsControl)) return BulkAnswered.ReasonRefused;
        var now = await db.NowAsync(cancel);
        if (run.Kind is BulkKind.Block && lastDay is { } day && ParisDay.EndOf(day) <= now) return BulkAnswered.EndRefused;
        var toDo = await db.BulkItems.CountAsync(i => i.RunId == runId && i.Plan == BulkOutcome.Done, cancel);
        if (toDo == 0) return BulkAnswered.NobodyFound;
        if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return BulkAnswered.ProofTooOld;
        (run.State, run.Reason, run.LastDay, run.ConfirmedAt) = (BulkState.Running, why, run.Kind is BulkKind.Block ? lastDay : null, now);
        TakeOver(run, actor);
        await JournalAsync(db, actor, run, AuditAction.BulkConfirmed, toDo, cancel);
        return BulkAnswered.Done;
    }, cancel);

    /// <summary>Stops it after the account that it is at. Nothing is undone.</summary>
    public Task<BulkAnswered> PauseAsync(Actor actor, Guid runId, CancellationToken cancel) => HoldAsync(actor, runId, (_, run) =>
    {
        if (run.State is not BulkState.Running) return Task.FromResult(BulkAnswered.OtherState);
        run.State = BulkState.Paused;
        return Task.FromResult(BulkAnswered.Done);
    }, cancel);

    /// <summary>Goes on where it stopped, in the session that asks for it. Needs a fresh proof.</summary>
    public Task<BulkAnswered> ResumeAsync(Actor actor, Guid runId, CancellationToken cancel) => HoldAsync(actor, runId, async (db, run) =>
    {
        if (run.State is not BulkState.Paused) return BulkAnswered.OtherState;
        if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return BulkAnswered.ProofTooOld;
        run.State = run.ConfirmedAt is null ? BulkState.Looking : BulkState.Running;
        TakeOver(run, actor);
        return BulkAnswered.Done;
    }, cancel);

    /// <summary>Ends it for good. What was done stays done, and the page says to whom.</summary>
    public Task<BulkAnswered> CancelAsync(Actor actor, Guid runId, CancellationToken cancel) => HoldAsync(actor, runId, async (db, run) =>
    {
        if (run.State is BulkState.Finished or BulkState.Cancelled) return BulkAnswered.OtherState;
        // What was only looked through leaves no trace.
        if (run.ConfirmedAt is not null)
            await JournalAsync(db, actor, run, AuditAction.BulkCancelled, await db.BulkItems.CountAsync(i => i.RunId == runId && i.Plan == BulkOutcome.Done && i.Result == null, cancel), cancel);
        (run.State, run.FinishedAt) = (BulkState.Cancelled, await db.NowAsync(cancel));
        return BulkAnswered.Done;
    }, cancel);

    internal static IQueryable<Grant> Rights(AdminDb db, Actor actor) => db.GrantsOf(actor).Where(g => g.Function >= Function.LocalAdmin);

    /// <summary>Tells whoever has the action open, and the workers.</summary>
    internal static Task TellAsync(AdminDb db, Guid runId, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify('bulk_changed', {runId.ToString()}), pg_notify('bulk_changed', '')", cancel);

    /// <summary>Tells whoever has the action open.</summary>
    internal static Task TellProgressAsync(AdminDb db, Guid runId, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify('bulk_changed', {runId.ToString()})", cancel);

    private static void TakeOver(BulkRun run, Actor actor) => (run.SessionId, run.Network, run.RightEnded) = (actor.SessionId, actor.Network, false);

    private async Task<BulkAnswered> HoldAsync(Actor actor, Guid runId, Func<AdminDb, BulkRun, Task<BulkAnswered>> change, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var run = await db.BulkRuns.FromSql($"SELECT * FROM bulk_runs WHERE id = {runId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancel);
        if (!await Rights(db, actor).AnyAsync(cancel)) return BulkAnswered.NotAllowed;
        if (run is null || run.OperatorId != actor.AccountId) return BulkAnswered.NotFound;
        var answer = await change(db, run);
        if (answer is not BulkAnswered.Done) return answer;
        await db.SaveChangesAsync(cancel);
        await TellAsync(db, runId, cancel);
        await commit.CommitAsync(cancel);
        return answer;
    }

    /// <summary>One row for the whole; each account has its own beside it, which names it.</summary>
    private static async Task JournalAsync(AdminDb db, Actor actor, BulkRun run, AuditAction action, int accounts, CancellationToken cancel) => db.AuditEntries.Add(new()
    {
        ActorId = actor.AccountId,
        SchoolIds = run.SchoolId is { } school ? [school]
            : await Rights(db, actor).Where(g => g.SchoolId != null).Select(g => g.SchoolId!.Value).Distinct().Order().ToArrayAsync(cancel),
        Action = action,
        Outcome = AuditOutcome.Done,
        Reason = run.Reason,
        Network = actor.Network,
        Detail = string.Create(CultureInfo.InvariantCulture, $"{run.Kind} {accounts}, {BulkOrder.NameOf(run.Id)}"),
    });
}
