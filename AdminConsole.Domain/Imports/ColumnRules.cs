using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>Which columns a file needs, and which may be there once only.</summary>
internal static class ColumnRules
{
    /// <param name="hasSchool">Whether the import names the school of lines that do not.</param>
    public static IReadOnlyList<ImportField> MissingOf(ImportFile file, bool hasSchool)
    {
        List<ImportField> missing = [];
        if (!Has(ImportField.FamilyName)) missing.Add(ImportField.FamilyName);
        if (!Has(ImportField.GivenName)) missing.Add(ImportField.GivenName);
        if (file.Profile is null && !Has(ImportField.Profile)) missing.Add(ImportField.Profile);
        if (!hasSchool && !Has(ImportField.Uai)) missing.Add(ImportField.Uai);
        if (file.Profile is Profile.Student && !Has(ImportField.BirthDate)) missing.Add(ImportField.BirthDate);
        return missing;

        bool Has(ImportField field) => file.Fields.Contains((short)field);
    }

    public static IReadOnlyList<ImportField> TwiceOf(ImportFile file) =>
        [.. file.Fields.Select(f => (ImportField)f).Where(f => f is not ImportField.Ignored && !MayRepeat(f)).GroupBy(f => f).Where(g => g.Count() > 1).Select(g => g.Key)];

    /// <summary>A parent has several children, a person several numbers.</summary>
    public static bool MayRepeat(ImportField field) => field is ImportField.Phone or >= ImportField.ChildExternalId;

    /// <summary>
    /// What the headers mean: as it was said for this school before, else by their names. Where two would mean the same, the first does: « Nom » before « Nom de naissance ».
    /// </summary>
    public static short[] Propose(IReadOnlyList<string> headers, IReadOnlyDictionary<string, ImportField> remembered)
    {
        var fields = headers.Select(h => remembered.TryGetValue(ColumnNames.Key(h), out var said) ? said : ColumnNames.Of(h)).ToArray();
        HashSet<ImportField> taken = [];
        for (var i = 0; i < fields.Length; i++)
            if (fields[i] is not ImportField.Ignored && !MayRepeat(fields[i]) && !taken.Add(fields[i])) fields[i] = ImportField.Ignored;
        return [.. fields.Select(f => (short)f)];
    }

    /// <summary>What a file is about, by its name and its columns; null when nothing tells.</summary>
    public static Profile? ProfileOf(string name, IReadOnlyList<short> fields)
    {
        if (fields.Contains((short)ImportField.Profile)) return null;
        var key = Folding.Fold(name);
        if (key.Contains("eleve", StringComparison.Ordinal) || key.Contains("student", StringComparison.Ordinal) || key.Contains("pupil", StringComparison.Ordinal)) return Profile.Student;
        if (key.Contains("parent", StringComparison.Ordinal) || key.Contains("responsable", StringComparison.Ordinal) || key.Contains("relative", StringComparison.Ordinal)) return Profile.Relative;
        if (key.Contains("enseignant", StringComparison.Ordinal) || key.Contains("prof", StringComparison.Ordinal) || key.Contains("teacher", StringComparison.Ordinal)) return Profile.Teacher;
        if (key.Contains("personnel", StringComparison.Ordinal) || key.Contains("staff", StringComparison.Ordinal)) return Profile.Personnel;
        if (key.Contains("invite", StringComparison.Ordinal) || key.Contains("guest", StringComparison.Ordinal)) return Profile.Guest;
        return fields.Any(f => f >= (short)ImportField.ChildExternalId) ? Profile.Relative : fields.Contains((short)ImportField.ClassName) ? Profile.Student : null;
    }
}
