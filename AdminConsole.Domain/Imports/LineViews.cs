using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Imports;

/// <summary>Lines of one page with everything that is shown of them, in a few statements whatever their number.</summary>
internal static class LineViews
{
    public static async Task<IReadOnlyList<ImportLineView>> OfAsync(AdminDb db, Actor actor, IReadOnlyDictionary<short, string> files, IReadOnlyList<ImportLine> lines, CancellationToken cancel)
    {
        if (lines is []) return [];
        var runId = lines[0].RunId;
        var ids = lines.SelectMany(l => l.AccountId is { } id ? l.Candidates.Append(id) : l.Candidates).Distinct().ToArray();
        var people = await (
            from account in db.AccountsInScopeOf(actor)
            where ids.Contains(account.Id)
            let place = db.MembershipsInScopeOf(actor).Where(m => m.AccountId == account.Id).OrderBy(m => m.StartsOn).First()
            let school = db.Schools.First(s => s.Id == place.SchoolId)
            select new { Account = account, School = school.Name, place.ClassName }).AsNoTracking().ToDictionaryAsync(p => p.Account.Id, cancel);
        var schoolIds = lines.Select(l => l.SchoolId).OfType<Guid>().Distinct().ToArray();
        var schools = await db.Schools.Where(s => schoolIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, cancel);
        var others = lines.Select(l => l.Other).OfType<int>().Distinct().ToArray();
        var places = await db.ImportLines.Where(l => l.RunId == runId && others.Contains(l.Ordinal)).Select(l => new { l.Ordinal, l.File, l.Number }).ToDictionaryAsync(l => l.Ordinal, cancel);

        return [.. lines.Select(line => new ImportLineView(
            line.Ordinal, FileOf(line.File), line.Number, line.Verdict, [.. line.Reasons.Select(r => (ImportReason)r)],
            line.Other is { } other && places.TryGetValue(other, out var at) ? new(FileOf(at.File), at.Number) : null,
            PersonOf(line), DifferencesOf(line), line.Verdict is ImportVerdict.Homonym ? [.. line.Candidates.Where(people.ContainsKey).Select(CandidateOf)] : [], line.Decision,
            line.Decision is ImportDecision.Same ? line.AccountId : null, line.AccountId is { } id && people.ContainsKey(id) ? id : null, line.Cells ?? []))];

        string FileOf(short place) => files.TryGetValue(place, out var name) ? name : "";

        ImportCandidate CandidateOf(Guid id)
        {
            var (one, account) = (people[id], people[id].Account);
            return new(id, account.FamilyName, account.GivenName, account.Profile, account.BirthDate, one.School, one.ClassName, account.Login, account.Source, account.Email, account.ExternalId);
        }

        ImportPerson? PersonOf(ImportLine line)
        {
            if (line.FamilyName is { } family)
                return new(family, line.GivenName ?? "", line.Profile ?? Profile.Guest, line.BirthDate, line.SchoolId is { } school ? schools.GetValueOrDefault(school) : null, line.ClassName, line.Email, line.Mobile, line.ExternalId);
            if (line.AccountId is not { } account || !people.TryGetValue(account, out var who)) return null;
            return new(who.Account.FamilyName, who.Account.GivenName, who.Account.Profile, who.Account.BirthDate, who.School, who.ClassName, who.Account.Email, who.Account.Mobile, who.Account.ExternalId);
        }
    }

    private static IReadOnlyList<ImportDifference> DifferencesOf(ImportLine line) =>
        [.. line.Differs.Select((of, i) => new ImportDifference((ImportDifferenceOf)of, i < line.Before.Length ? line.Before[i] : null, After(line, (ImportDifferenceOf)of)))];

    private static string? After(ImportLine line, ImportDifferenceOf of) => of switch
    {
        ImportDifferenceOf.FamilyName => line.FamilyName,
        ImportDifferenceOf.GivenName => line.GivenName,
        ImportDifferenceOf.UsageName => line.UsageName,
        ImportDifferenceOf.Civility => $"{line.Civility}",
        ImportDifferenceOf.BirthDate => $"{line.BirthDate:yyyy-MM-dd}",
        ImportDifferenceOf.NationalId => line.NationalId,
        ImportDifferenceOf.ExternalId => line.ExternalId,
        ImportDifferenceOf.Email => line.Email,
        ImportDifferenceOf.Mobile => line.Mobile,
        ImportDifferenceOf.ClassName => line.ClassName,
        ImportDifferenceOf.Language => line.Language,
        ImportDifferenceOf.School or ImportDifferenceOf.Child or ImportDifferenceOf.Restored => null,
    };
}
