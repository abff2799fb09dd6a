using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Assistance;

/// <summary>How the names of an account answer to the names in a request; the higher, the likelier.</summary>
public enum NameLikeness { None = 0, GivenNameOnly = 1, FamilyNameOnly = 2, NearSpelling = 3, Swapped = 4, Same = 5 }

/// <summary>One name as somebody wrote it, ready to be compared with hundreds.</summary>
/// <param name="sounds">Words on record that sound like one of its words.</param>
internal sealed class NameMatch(string familyName, string givenName, IReadOnlyDictionary<string, HashSet<string>> sounds)
{
    private readonly string[] family = Parts(familyName);
    private readonly string[] given = Parts(givenName);

    /// <summary>Words of both names.</summary>
    public static IEnumerable<string> WordsOf(params string[] names) => names.SelectMany(Parts).Distinct();

    /// <summary>Compares with the names of an account, folded and with blanks between words.</summary>
    public NameLikeness With(string familyKey, string givenKey)
    {
        var (recordFamily, recordGiven) = (familyKey.Split(' '), givenKey.Split(' '));
        var (sameFamily, sameGiven) = (Best(family, recordFamily), Best(given, recordGiven));
        if (sameFamily is 2 && sameGiven is 2) return NameLikeness.Same;
        var (crossFamily, crossGiven) = (Best(family, recordGiven), Best(given, recordFamily));
        if (crossFamily is 2 && crossGiven is 2) return NameLikeness.Swapped;
        if (sameFamily > 0 && sameGiven > 0 || crossFamily > 0 && crossGiven > 0) return NameLikeness.NearSpelling;
        if (sameFamily is 2) return NameLikeness.FamilyNameOnly;
        return sameGiven is 2 ? NameLikeness.GivenNameOnly : NameLikeness.None;
    }

    /// <summary>2: a word is the same, or the joined name is; 1: written or sounding nearly so; 0: neither.</summary>
    private int Best(string[] typed, string[] record)
    {
        if (typed is [] || record is [] || record is [""]) return 0;
        var (joined, on) = (string.Concat(typed), string.Concat(record));
        if (joined == on || typed.Any(word => word.Length > 2 && record.Contains(word))) return 2;
        if (IsNear(joined, on)) return 1;
        return typed.Any(word => word.Length > 2 && record.Any(other => other.Length > 2 && (IsNear(word, other) || sounds.TryGetValue(word, out var alike) && alike.Contains(other)))) ? 1 : 0;
    }

    private static string[] Parts(string name) => Folding.Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>One letter too many, missing, wrong or swapped; two in a long word.</summary>
    private static bool IsNear(string one, string other)
    {
        var allowed = Math.Min(one.Length, other.Length) switch { < 4 => 0, < 8 => 1, _ => 2 };
        return allowed > 0 && Math.Abs(one.Length - other.Length) <= allowed && Distance(one, other) <= allowed;
    }

    private static int Distance(string one, string other)
    {
        if (one.Length > 60 || other.Length > 60) return int.MaxValue;
        Span<int> before = stackalloc int[other.Length + 1], last = stackalloc int[other.Length + 1], row = stackalloc int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++) last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            last.CopyTo(before);
            row.CopyTo(last);
        }
        return last[other.Length];
    }
}
