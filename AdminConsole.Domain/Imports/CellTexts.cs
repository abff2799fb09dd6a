using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>Cells that mean one of a few things, and contacts.</summary>
internal sealed class CellTexts
{
    private const int MostDomains = 2_000;
    private readonly Dictionary<string, bool> plainDomains = new(StringComparer.Ordinal);

    /// <summary>Null, and told, for what is no address: the line counts without it.</summary>
    public string? Email(ImportedLine line, string cell)
    {
        // Most addresses are of a few domains: what was found good of one is not looked at again.
        var at = cell.IndexOf('@', StringComparison.Ordinal);
        if (at > 0 && at < 64 && cell.Length < Account.EmailLength && IsPlain(cell.AsSpan(0, at)) && plainDomains.ContainsKey(cell[at..])) return cell;
        if (EmailAddress.TryParse(cell, out var address, out _))
        {
            if (address.DomainAsTyped is null && address.Value == cell && plainDomains.Count < MostDomains) plainDomains[cell[at..]] = true;
            return address.Value;
        }
        line.Reasons.Add(ImportReason.EmailLeftOut);
        return null;
    }

    /// <param name="fault">Told when it is no mobile; null where nobody said that it is one.</param>
    public static string? Mobile(ImportedLine line, string cell, ImportReason? fault)
    {
        // A spreadsheet drops the leading zero of a French number.
        var text = cell.Length == 9 && cell[0] is '6' or '7' && cell.All(char.IsAsciiDigit) ? "0" + cell : cell;
        if (MobileNumber.TryParse(text, out var number, out _)) return number.Value;
        if (fault is { } told) line.Reasons.Add(told);
        return null;
    }

    /// <summary>What a file of ours keeps from being a formula by an apostrophe, as it was: a report that comes back says what the file said.</summary>
    public static string WithoutMark(string cell) => cell.Length > 1 && cell[0] == '\'' && cell[1] is '=' or '+' or '-' or '@' ? cell[1..] : cell;

    public static Profile? ProfileOf(string cell) => ColumnNames.Key(cell) switch
    {
        "eleve" or "eleves" or "student" or "pupil" => Profile.Student,
        "parent" or "parents" or "responsable" or "responsables" or "relative" or "guardian" => Profile.Relative,
        "enseignant" or "enseignants" or "professeur" or "professeurs" or "prof" or "teacher" => Profile.Teacher,
        "personnel" or "personnels" or "personneldeletablissement" or "staff" => Profile.Personnel,
        "invite" or "invites" or "guest" => Profile.Guest,
        _ => null,
    };

    public static Civility CivilityOf(string cell) => ColumnNames.Key(cell) switch
    {
        "m" or "mr" or "monsieur" or "masculin" or "h" or "homme" or "male" or "1" => Civility.Monsieur,
        "mme" or "mlle" or "madame" or "mademoiselle" or "feminin" or "f" or "femme" or "mrs" or "ms" or "miss" or "female" or "2" => Civility.Madame,
        _ => Civility.Unknown,
    };

    public static string? LanguageOf(string cell) => ColumnNames.Key(cell) switch
    {
        "fr" or "francais" or "french" => "fr",
        "en" or "anglais" or "english" => "en",
        _ => null,
    };

    private static bool IsPlain(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.' || local.IndexOf("..") >= 0) return false;
        foreach (var letter in local)
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_')) return false;
        return true;
    }
}
