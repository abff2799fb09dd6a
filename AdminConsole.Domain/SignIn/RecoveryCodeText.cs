using System.Security.Cryptography;
using AdminConsole.Domain.Model.Passwords;

namespace AdminConsole.Domain.SignIn;

/// <summary>Codes on paper: sixteen signs in groups of four, 76 bits, of the alphabet that can be read aloud.</summary>
internal static class RecoveryCodeText
{
    public const int Count = 10;
    private const int Signs = 16;
    private const int GroupSize = 4;
    private const int MaxTyped = 64;

    /// <summary>In the form that is shown.</summary>
    public static string Create() => string.Join('-', RandomNumberGenerator.GetString(ProvisionalPassword.Alphabet, Signs).Chunk(GroupSize).Select(group => new string(group)));

    /// <summary>The form that is hashed, whatever case, blanks and hyphens were typed; null when the text is none.</summary>
    public static string? Normalize(string? typed)
    {
        if (typed is null or { Length: > MaxTyped }) return null;
        var signs = string.Concat(typed.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return signs.Length == Signs && signs.All(ProvisionalPassword.Alphabet.Contains) ? signs : null;
    }
}
