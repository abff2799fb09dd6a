using System.Collections.Concurrent;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Fiche;

/// <summary>Another operator before the same fiche.</summary>
public sealed record Colleague(Civility Civility, string FamilyName, string GivenName);

/// <summary>
/// Who has which fiche open, across processes. Each process renews the rows of its own open fiches, all of them by one statement, and removes
/// rows that nobody renews: whoever sat at a process that was killed is gone from the others' screens within a minute. Times are
/// the database's. A change is told by <see cref="Signal.ViewersChanged"/> of the account.
/// </summary>
public sealed partial class FicheViewers(IDbContextFactory<AdminDb> databases, TimeProvider time, ILogger<FicheViewers> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    /// <summary>Three renewals missed: seconds.</summary>
    private const int Forgotten = 45;

    private readonly ConcurrentDictionary<Guid, (Guid Account, Guid Operator)> here = [];

    /// <summary>The actor has the fiche open from now on; the key of <see cref="LeaveAsync"/>. Null when it is not in his scope, or he is signed out.</summary>
    public async Task<Guid?> ArriveAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Gate.AskAsync(db, actor, accountId, Act.Open, cancel) is not GateAnswer.Allowed) return null;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        db.FicheViewers.Add(new() { Id = id, AccountId = accountId, OperatorId = actor.AccountId });
        await db.SaveChangesAsync(cancel);
        here[id] = (accountId, actor.AccountId);
        return id;
    }

    /// <summary>The fiche was closed. While the database is away it is only renewed no more.</summary>
    public async Task LeaveAsync(Guid id)
    {
        if (!here.TryRemove(id, out _)) return;
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            await db.FicheViewers.Where(v => v.Id == id).ExecuteDeleteAsync();
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            Log.NotLeft(log, fault);
        }
    }

    /// <summary>
    /// The others who have it open, by name: only those in the actor's scope, and nobody when the account is not, or he is signed out.
    /// </summary>
    public async Task<IReadOnlyList<Colleague>> OthersAsync(Actor actor, Guid accountId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.AccountsInScopeOf(actor)
            .Where(by => by.Id != actor.AccountId && db.AccountsInScopeOf(actor).Any(a => a.Id == accountId))
            .Where(by => db.FicheViewers.Any(v => v.AccountId == accountId && v.OperatorId == by.Id && v.SeenAt > AdminDb.Now().AddSeconds(-Forgotten)))
            .OrderBy(by => by.FamilyKey).ThenBy(by => by.GivenKey)
            .Select(by => new Colleague(by.Civility, by.FamilyName, by.GivenName))
            .ToListAsync(cancel);
    }

    /// <summary>Renews what is open here and removes what nobody renews.</summary>
    internal async Task RenewAsync(CancellationToken cancel)
    {
        var open = here.ToArray();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (open is not [])
        {
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO fiche_viewers (id, account_id, operator_id)
                SELECT * FROM unnest({open.Select(o => o.Key).ToArray()}, {open.Select(o => o.Value.Account).ToArray()}, {open.Select(o => o.Value.Operator).ToArray()})
                ON CONFLICT (id) DO UPDATE SET seen_at = now()
                """, cancel);
        }
        // What was closed meanwhile is not to be back for a minute.
        foreach (var (id, _) in open.Where(o => !here.ContainsKey(o.Key))) await db.FicheViewers.Where(v => v.Id == id).ExecuteDeleteAsync(cancel);
        await db.FicheViewers.Where(v => v.SeenAt <= AdminDb.Now().AddSeconds(-Forgotten)).ExecuteDeleteAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Every, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: what escapes a service like this one ends the whole process.
                Log.Later(log, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Which fiches are open could not be said; it is said again soon")]
        public static partial void Later(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "That a fiche was closed could not be said; it is forgotten soon")]
        public static partial void NotLeft(ILogger logger, Exception fault);
    }
}
