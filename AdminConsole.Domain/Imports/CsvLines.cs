using System.Globalization;
using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>Makes a person of the cells of one CSV file's record, and says what is wrong with it; never stops at the first fault.</summary>
internal sealed class CsvLines(ImportFile file, ImportSchool? school, IReadOnlyDictionary<string, ImportSchool> schools, DateOnly today)
{
    public const int MostLetters = 10_000;
    private const int IdLength = 64;
    private const int NationalIdLength = 32;

    private static readonly string[] Days =
        ["dd/MM/yyyy", "yyyy-MM-dd", "dd-MM-yyyy", "dd.MM.yyyy", "yyyyMMdd", "d/M/yyyy", "yyyy/MM/dd", "ddMMyyyy"];

    private readonly ImportField[] fields = [.. file.Fields.Select(f => (ImportField)f)];
    private readonly CellTexts texts = new();

    public ImportedLine Read(CsvRecord record)
    {
        var (cells, faults) = (record.Cells, new List<ImportReason>());
        if (cells.Length < fields.Length) faults.Add(ImportReason.TooFewCells);
        else if (cells.Length > fields.Length && cells.Skip(fields.Length).Any(cell => cell.Length > 0)) faults.Add(ImportReason.TooManyCells);
        if (Array.Exists(cells, cell => cell.Length > MostLetters))
        {
            faults.Add(ImportReason.CellTooLong);
            cells = [.. cells.Select(cell => cell.Length > MostLetters ? cell[..100] + "…" : cell)];
        }
        var line = new ImportedLine { File = file.Place, Number = record.Number, Cells = cells, Profile = file.Profile, School = school };
        line.Reasons.AddRange(faults);
        // Cells that moved say nothing: only how many there are is told.
        if (faults is []) Fill(line, cells);
        return line;
    }

    private void Fill(ImportedLine line, string[] cells)
    {
        string? phone = null;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is ImportField.Ignored) continue;
            var cell = CellTexts.WithoutMark(cells[i].Trim());
            if (cell.Length == 0) continue;
            switch (fields[i])
            {
                case ImportField.ExternalId: line.ExternalId = Id(line, cell, IdLength); break;
                case ImportField.NationalId: line.NationalId = Id(line, cell, NationalIdLength)?.ToUpperInvariant(); break;
                case ImportField.FamilyName: line.FamilyName = cell; break;
                case ImportField.GivenName: line.GivenName = cell; break;
                case ImportField.UsageName: line.UsageName = Name(line, cell); break;
                case ImportField.Civility: line.Civility = CellTexts.CivilityOf(cell); break;
                case ImportField.BirthDate: line.BirthDate = Birth(line, cell); break;
                case ImportField.Profile: line.Profile = CellTexts.ProfileOf(cell) ?? Fault<Profile?>(line, ImportReason.ProfileUnknown); break;
                case ImportField.Uai: line.School = SchoolOf(line, cell); break;
                case ImportField.ClassName: line.ClassName = Class(line, cell); break;
                case ImportField.Email: line.Email = texts.Email(line, cell); break;
                case ImportField.Mobile: line.Mobile = CellTexts.Mobile(line, cell, ImportReason.MobileLeftOut); break;
                case ImportField.Phone: phone ??= cell; break;
                case ImportField.Language: line.Language = CellTexts.LanguageOf(cell); break;
                case ImportField.ChildExternalId: ChildWithout(line, c => c.ExternalId is not null).ExternalId = Id(line, cell, IdLength); break;
                case ImportField.ChildFamilyName: ChildWithout(line, c => c.FamilyName is not null).FamilyName = cell; break;
                case ImportField.ChildGivenName: ChildWithout(line, c => c.GivenName is not null).GivenName = cell; break;
                case ImportField.ChildBirthDate: ChildWithout(line, c => c.BirthDate is not null).BirthDate = DayOf(cell); break;
                case ImportField.ChildClassName: ChildWithout(line, c => c.ClassName is not null).ClassName = PersonText.ClassOf(cell); break;
                case ImportField.Ignored: break;
            }
        }
        // A number of unknown kind is taken where it is a mobile, and is nobody's fault where it is not.
        if (line.Mobile is null && phone is not null) line.Mobile = CellTexts.Mobile(line, phone, null);
        Judge(line);
    }

    private static void Judge(ImportedLine line)
    {
        line.FamilyName = Name(line, line.FamilyName, ImportReason.FamilyNameMissing);
        line.GivenName = Name(line, line.GivenName, ImportReason.GivenNameMissing);
        if (line.Profile is null && !line.Reasons.Contains(ImportReason.ProfileUnknown)) line.Reasons.Add(ImportReason.ProfileUnknown);
        if (line.School is null && !line.Reasons.Contains(ImportReason.SchoolUnknown)) line.Reasons.Add(ImportReason.SchoolMissing);
        if (line is { Profile: Profile.Student, BirthDate: null } && !line.Reasons.Exists(r => r is >= ImportReason.BirthDateMissing and <= ImportReason.BirthDateTooLongAgo))
            line.Reasons.Add(ImportReason.BirthDateMissing);
        // Only pupils are in a class here: teachers' lists of classes are none.
        if (line.Profile is not Profile.Student) line.ClassName = null;
        if (line.Profile is not Profile.Relative) line.Children.Clear();
        else if (line.Children.Exists(child => !child.IsNamed)) line.Reasons.Add(ImportReason.ChildUnknown);
    }

    private static ImportedChild ChildWithout(ImportedLine line, Predicate<ImportedChild> has)
    {
        if (line.Children.Find(child => !has(child)) is { } child) return child;
        line.Children.Add(new());
        return line.Children[^1];
    }

    private ImportSchool? SchoolOf(ImportedLine line, string cell)
    {
        // An import of one school is of that school; any other is unknown to it.
        if (schools.TryGetValue(cell.ToUpperInvariant(), out var found) && (school is null || school.Id == found.Id)) return found;
        return Fault<ImportSchool?>(line, ImportReason.SchoolUnknown);
    }

    private DateOnly? Birth(ImportedLine line, string cell)
    {
        if (DayOf(cell) is not { } day) return Fault<DateOnly?>(line, ImportReason.BirthDateMalformed);
        if (day > today) return Fault<DateOnly?>(line, ImportReason.BirthDateInFuture);
        return day < today.AddYears(-PersonText.OldestAge) ? Fault<DateOnly?>(line, ImportReason.BirthDateTooLongAgo) : day;
    }

    /// <summary>A spreadsheet may have added a midnight to a day.</summary>
    private static DateOnly? DayOf(string cell)
    {
        var text = cell.EndsWith(" 00:00:00", StringComparison.Ordinal) || cell.EndsWith("T00:00:00", StringComparison.Ordinal) ? cell[..^9] : cell;
        return DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    private static string? Class(ImportedLine line, string cell) => PersonText.ClassFaultOf(cell) is not { } fault ? PersonText.ClassOf(cell) : fault switch
    {
        ClassFault.TooLong => Fault<string?>(line, ImportReason.ClassTooLong),
        ClassFault.Malformed or ClassFault.Unknown => Fault<string?>(line, ImportReason.ClassMalformed),
    };

    private static string? Name(ImportedLine line, string cell) => PersonText.FaultOf(cell) is not { } fault ? PersonText.Clean(cell) : fault switch
    {
        NameFault.TooLong => Fault<string?>(line, ImportReason.NameTooLong),
        NameFault.Empty or NameFault.Malformed => Fault<string?>(line, ImportReason.NameMalformed),
    };

    private static string Name(ImportedLine line, string cell, ImportReason missing)
    {
        if (cell.Length > 0) return Name(line, cell) ?? "";
        line.Reasons.Add(missing);
        return "";
    }

    /// <summary>What a spreadsheet made of a long number (1,23E+12) is nobody's id any more.</summary>
    private static string? Id(ImportedLine line, string cell, int most)
    {
        if (cell.Length <= most && cell.All(letter => letter is > ' ' and < '\u007f') && !IsRounded(cell)) return cell;
        return Fault<string?>(line, ImportReason.IdMalformed);
    }

    private static bool IsRounded(string cell) =>
        cell.Length > 4 && char.IsAsciiDigit(cell[0]) && cell[1] is ',' or '.' && cell.Contains("E+", StringComparison.OrdinalIgnoreCase);

    private static T? Fault<T>(ImportedLine line, ImportReason reason)
    {
        if (!line.Reasons.Contains(reason)) line.Reasons.Add(reason);
        return default;
    }
}
