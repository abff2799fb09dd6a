using System.Globalization;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>From preview to application, for an operator and for the command line alike.</summary>
internal static class ImportConfirm
{
    /// <summary>Of a school, in parts of a hundred: when more would go, somebody has to say that it is meant.</summary>
    public const int MostAbsent = 20;

    private sealed record Share(Guid SchoolId, int Absent, int Held);

    /// <summary>Hands the import to the worker, unless something stands in its way.</summary>
    public static async Task<ImportOutcome> BeginAsync(AdminDb db, ImportRun run, ImportConfirmation confirmation, CancellationToken cancel)
    {
        var decided = await db.ImportLines.CountAsync(l => l.RunId == run.Id && l.Verdict == ImportVerdict.Homonym && l.Decision != null, cancel);
        var absent = confirmation.RemoveAbsent ? run.Absent : 0;
        if (run.ToCreate + run.ToChange + decided + absent == 0) return ImportOutcome.NothingToApply;
        if (absent > 0 && !confirmation.ManyAreMeant && await VanishingAsync(db, run, cancel) is not []) return ImportOutcome.TooManyAbsent;
        (run.State, run.RemovesAbsent, run.LeasedBy, run.LeasedUntil) = (ImportState.Applying, confirmation.RemoveAbsent, null, null);
        return ImportOutcome.Done;
    }

    /// <summary>Schools that would lose more than a fifth of the accounts that came from files, of the profiles that the files are about.</summary>
    public static async Task<IReadOnlyList<(Guid SchoolId, int Absent, int Of)>> VanishingAsync(AdminDb db, ImportRun run, CancellationToken cancel)
    {
        if (run.Absent == 0) return [];
        var shares = await db.Database.SqlQueryRaw<Share>(AbsenceSql.Shares, run.Id).ToListAsync(cancel);
        return [.. shares.Where(s => (long)s.Absent * 100 > (long)s.Held * MostAbsent).Select(s => (s.SchoolId, s.Absent, s.Held))];
    }

    /// <summary>Gives the schools free for the next import.</summary>
    public static async Task EndAsync(AdminDb db, ImportRun run, CancellationToken cancel)
    {
        run.FinishedAt = await db.NowAsync(cancel);
        await db.ImportLocks.Where(l => l.RunId == run.Id).ExecuteDeleteAsync(cancel);
    }

    /// <summary>The journal row of the import as a whole: ids and numbers.</summary>
    public static AuditEntry Row(ImportRun run, AuditAction action, Actor? actor) => new()
    {
        ActorId = actor?.AccountId,
        SchoolIds = run.SchoolIds,
        Action = action,
        Outcome = AuditOutcome.Done,
        Network = actor?.Network,
        Detail = string.Create(CultureInfo.InvariantCulture,
            $"{run.Id} +{run.ToCreate} ~{run.ToChange} -{(run.RemovesAbsent ? run.Absent : 0)}"),
    };
}
