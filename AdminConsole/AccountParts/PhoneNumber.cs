namespace AdminConsole.AccountParts;

/// <summary>Numbers as people read them aloud.</summary>
public static class PhoneNumber
{
    private const string France = "+33";

    /// <summary>« 06 12 34 56 78 » for a French number, any other as it is.</summary>
    public static string? Shown(string? e164) => e164 is { Length: 12 } && e164.StartsWith(France, StringComparison.Ordinal)
        ? string.Join(' ', $"0{e164[France.Length..]}".Chunk(2).Select(pair => new string(pair)))
        : e164;
}
