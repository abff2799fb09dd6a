using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>How far an import may reach, by the grants that its operator has now: in the background there is no session, and a right that was withdrawn is gone there as well.</summary>
/// <param name="Schools">By UAI.</param>
/// <param name="Rank">His lowest function over any of them; a central administrator's for the command line.</param>
internal sealed record ImportReach(IReadOnlyDictionary<string, ImportSchool> Schools, ImportSchool? School, Guid OperatorId, Function Rank)
{
    public Guid[] Ids { get; } = [.. Schools.Values.Select(school => school.Id)];

    /// <summary>Null when its operator administers no school of it any more.</summary>
    public static async Task<ImportReach?> OfAsync(AdminDb db, ImportRun run, CancellationToken cancel)
    {
        var operatorId = run.ConfirmedBy ?? run.StartedBy;
        var grants = db.CurrentGrants.Where(g => g.AccountId == operatorId && g.Function >= Function.LocalAdmin
            && db.Accounts.Any(a => a.Id == operatorId && a.DeletionDueAt == null && (a.BlockedAt == null || a.BlockedUntil <= AdminDb.Now())));
        var schools = await db.Schools
            .Where(s => (s.ClosedOn == null || s.ClosedOn > AdminDb.Today()) && (run.SchoolId == null || s.Id == run.SchoolId))
            .Where(s => operatorId == null || grants.Any(g => g.SchoolId == null || g.SchoolId == s.Id))
            .Select(s => new { School = new ImportSchool(s.Id, s.Uai, s.Name, s.Town), Rank = grants.Where(g => g.SchoolId == null || g.SchoolId == s.Id).Max(g => (Function?)g.Function) })
            .ToListAsync(cancel);
        if (schools is [] || run.SchoolIds.Except(schools.Select(s => s.School.Id)).Any()) return null;
        return new(
            schools.ToDictionary(s => s.School.Uai, s => s.School, StringComparer.Ordinal), run.SchoolId is null ? null : schools[0].School, operatorId ?? Guid.Empty,
            operatorId is null ? Function.CentralAdmin : schools.Min(s => s.Rank)!.Value);
    }
}
