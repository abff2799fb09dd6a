using System.Globalization;
using System.Text;
using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Assistance;

/// <summary>
/// Reads what was typed. Names are one line and refuse control characters; a message keeps its lines and loses what cannot be seen. Links,
/// tags and braces stay what they are: text (rule 21 of recovery).
/// </summary>
internal static class AssistanceWords
{
    public static IReadOnlyList<AssistanceFault> OfSender(AssistanceDraft draft)
    {
        List<AssistanceFault> faults = [];
        Name(faults, AssistanceField.FamilyName, draft.FamilyName);
        Name(faults, AssistanceField.GivenName, draft.GivenName);
        var (email, mobile) = (string.IsNullOrWhiteSpace(draft.Email), string.IsNullOrWhiteSpace(draft.Mobile));
        if (email && mobile) faults.Add(new(AssistanceField.Email, AssistanceRefusal.NeedsOne));
        if (!email && !EmailAddress.TryParse(draft.Email, out _, out var address)) faults.Add(new(AssistanceField.Email, AssistanceRefusal.Malformed) { Address = address });
        if (!mobile && !MobileNumber.TryParse(draft.Mobile, out _, out var number)) faults.Add(new(AssistanceField.Mobile, AssistanceRefusal.Malformed) { Mobile = number });
        return faults;
    }

    public static IReadOnlyList<AssistanceFault> OfChild(AssistanceDraft draft)
    {
        List<AssistanceFault> faults = [];
        Name(faults, AssistanceField.ChildFamilyName, draft.ChildFamilyName);
        Name(faults, AssistanceField.ChildGivenName, draft.ChildGivenName);
        if (Line(draft.ChildClass) is { } className && FaultOf(className, AssistanceRequest.ClassLength) is { } why) faults.Add(new(AssistanceField.ChildClass, why));
        if (draft.Reason is not { } reason || !Enum.IsDefined(reason)) faults.Add(new(AssistanceField.Reason, AssistanceRefusal.Missing));
        switch (Text(draft.Message))
        {
            case { Length: > AssistanceRequest.MessageLength }:
                faults.Add(new(AssistanceField.Message, AssistanceRefusal.TooLong));
                break;
            case null when draft.Reason is AssistanceReason.Other:
                faults.Add(new(AssistanceField.Message, AssistanceRefusal.Missing));
                break;
        }
        return faults;
    }

    /// <summary>One line: blanks of every kind become one, what is invisible goes; null when nothing is left. Control characters stay, to be refused.</summary>
    public static string? Line(string? typed)
    {
        var line = new StringBuilder();
        foreach (var rune in (typed ?? "").Trim().EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Format) continue;
            if (category is not UnicodeCategory.SpaceSeparator) line.Append(rune);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().Trim(' ') is { Length: > 0 } read ? read.Normalize() : null;
    }

    /// <summary>Several lines: every line end is one LF, control characters and those that turn the direction of writing go; null when nothing is left.</summary>
    public static string? Text(string? typed)
    {
        var text = new StringBuilder();
        foreach (var rune in (typed ?? "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\t') text.Append(' ');
            else if (rune.Value is '\n' || Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Control && !Turns(rune)) text.Append(rune);
        }
        return text.ToString().Trim() is { Length: > 0 } read ? read.Normalize() : null;
    }

    private static bool Turns(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static void Name(List<AssistanceFault> faults, AssistanceField field, string? typed)
    {
        if (Line(typed) is not { } name || !name.EnumerateRunes().Any(Rune.IsLetter)) faults.Add(new(field, AssistanceRefusal.Missing));
        else if (FaultOf(name, Account.NameLength) is { } why) faults.Add(new(field, why));
    }

    private static AssistanceRefusal? FaultOf(string line, int most) =>
        line.Any(char.IsControl) ? AssistanceRefusal.ControlCharacter : line.Length > most ? AssistanceRefusal.TooLong : null;
}
