namespace AdminConsole.Domain.Model.Messages;

/// <summary>
/// Lays an SMS out in one message: what must be said, then as much of the rest as fits, the most useful first. The site's name is cut at
/// a word before it is left out.
/// </summary>
internal static class SmsSheet
{
    private const string Between = " - ";

    /// <summary>A word so short is no end for a cut name: « ENT des collèges de ».</summary>
    private const int Particle = 3;

    /// <param name="bodies">The same text with more and with less in it, the longest first; the last is what must be said.</param>
    /// <param name="more">A last line, if there is room for it.</param>
    public static string Write(string siteName, IReadOnlyList<string> bodies, string? more = null)
    {
        var body = bodies.Select(Gsm7.Write).FirstOrDefault(Fits) ?? Gsm7.Write(bodies[^1]);
        var text = Named(Gsm7.Write(siteName).Trim(), body);
        return more is not null && Gsm7.Write(text + "\n" + more) is var whole && Fits(whole) ? whole : text;
    }

    public static bool Fits(string text) => Gsm7.Septets(text) <= Gsm7.One;

    private static string Named(string name, string body)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var kept = words.Length; kept > 0; kept--)
        {
            if (kept < words.Length && kept > 1 && words[kept - 1].Length <= Particle) continue;
            var text = string.Join(' ', words[..kept]) + Between + body;
            if (Fits(text)) return text;
        }
        return body;
    }
}
