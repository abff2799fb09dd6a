using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>The lines of a preview or report, page by page, and what an operator decides of some.</summary>
public sealed class ImportLines(IDbContextFactory<AdminDb> factory)
{
    /// <summary>Lines of one page.</summary>
    public const int PageSize = 50;

    /// <summary>Lines after <paramref name="after"/> that pass the filter, in the order of the files; none for an import that is not the actor's.</summary>
    public async Task<ImportLinePage> PageAsync(Actor actor, Guid importId, ImportLineFilter filter, int? after, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var runs = ImportScope.RunsOf(db, actor);
        var lines = db.ImportLines.AsNoTracking().Where(l => l.RunId == importId && runs.Any(r => r.Id == importId) && l.Ordinal > (after ?? 0));
        if (filter.Verdict is { } verdict) lines = lines.Where(l => l.Verdict == verdict);
        if (filter.Reason is { } reason) lines = lines.Where(l => l.Reasons.Contains((short)reason));
        if (filter.Told) lines = lines.Where(l => l.Verdict != ImportVerdict.Rejected && l.Reasons.Length > 0);
        if (filter.UndecidedOnly) lines = lines.Where(l => l.Verdict == ImportVerdict.Homonym && l.Decision == null);
        var files = await db.ImportFiles.AsNoTracking().Where(f => f.RunId == importId && f.Place >= 0).Select(f => new { f.Place, f.Id, f.Name }).ToListAsync(cancel);
        if (filter.FileId is { } fileId)
        {
            var place = files.Where(f => f.Id == fileId).Select(f => f.Place).FirstOrDefault((short)-1);
            lines = lines.Where(l => l.File == place);
        }
        var page = await lines.OrderBy(l => l.Ordinal).Take(PageSize + 1).ToListAsync(cancel);
        var names = files.ToDictionary(f => f.Place, f => f.Name);
        return new(await LineViews.OfAsync(db, actor, names, [.. page.Take(PageSize)], cancel), page.Count > PageSize ? page[PageSize - 1].Ordinal : null);
    }

    /// <summary>
    /// Says whether the person of a line is one of the candidates, or another; null takes it back. Until the confirmation it can be changed. Refused for a candidate whose own ids
    /// differ from the line's: then they are two people.
    /// </summary>
    public async Task<ImportOutcome> DecideAsync(Actor actor, Guid importId, int ordinal, ImportChoice? choice, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var (run, refusal) = await ImportScope.HoldAsync(db, actor, importId, cancel);
        if (run is null) return refusal;
        if (run.State is not ImportState.Ready) return ImportOutcome.WrongState;
        var line = await db.ImportLines.SingleOrDefaultAsync(l => l.RunId == importId && l.Ordinal == ordinal && l.Verdict == ImportVerdict.Homonym, cancel);
        if (line is null) return ImportOutcome.NotFound;
        switch (choice)
        {
            case null:
                (line.Decision, line.AccountId) = (null, null);
                break;
            case { Decision: ImportDecision.Same, AccountId: { } same } when line.Candidates.Contains(same):
                if (await db.ImportLines.AnyAsync(l => l.RunId == importId && l.AccountId == same && l.Ordinal != ordinal, cancel)) return ImportOutcome.ChoiceRefused;
                (line.Decision, line.AccountId) = (ImportDecision.Same, same);
                break;
            case { Decision: ImportDecision.Another, AccountId: null }:
                if (await db.Accounts.AnyAsync(a => line.ExternalId != null && a.ExternalId == line.ExternalId, cancel)) return ImportOutcome.ChoiceRefused;
                (line.Decision, line.AccountId) = (ImportDecision.Another, Guid.CreateVersion7());
                break;
            default:
                return ImportOutcome.ChoiceRefused;
        }
        await db.SaveChangesAsync(cancel);
        await commit.CommitAsync(cancel);
        return ImportOutcome.Done;
    }

    /// <summary>Accounts that the files no longer hold, by name; none for an import that is not the actor's.</summary>
    public async Task<ImportAbsentPage> AbsentAsync(Actor actor, Guid importId, Guid? after, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var runs = ImportScope.RunsOf(db, actor);
        var last = await db.Accounts.Where(a => a.Id == after).Select(a => new { a.FamilyKey, a.GivenKey, a.Id }).SingleOrDefaultAsync(cancel);
        var (family, given, id) = (last?.FamilyKey ?? "", last?.GivenKey ?? "", last?.Id ?? Guid.Empty);
        var page = await (
            from absence in db.ImportAbsences
            join account in db.Accounts on absence.AccountId equals account.Id
            where absence.RunId == importId && runs.Any(r => r.Id == importId)
            where EF.Functions.GreaterThan(ValueTuple.Create(account.FamilyKey, account.GivenKey, account.Id), ValueTuple.Create(family, given, id))
            orderby account.FamilyKey, account.GivenKey, account.Id
            select new ImportAbsent(
                account.Id, account.FamilyName, account.GivenName, account.Profile, db.Schools.Where(s => s.Id == absence.SchoolId).Select(s => s.Name).FirstOrDefault(),
                db.Memberships.Where(m => m.AccountId == account.Id && m.SchoolId == absence.SchoolId).OrderByDescending(m => m.StartsOn).Select(m => m.ClassName).FirstOrDefault(),
                account.Login, account.LastSignInAt, absence.Removed)).Take(PageSize + 1).ToListAsync(cancel);
        return new([.. page.Take(PageSize)], page.Count > PageSize ? page[PageSize - 1].Id : null);
    }
}
