using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AdminConsole.Making;

/// <summary>A mail as a server took it: envelope, headers, and what each part says once decoded.</summary>
public sealed partial record ReceivedMail(string From, IReadOnlyList<string> To, string Raw, bool OverTls, string? SignedInAs)
{
    public string Head => Raw[..Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
    public string Subject => Words(Header("Subject") ?? "");
    public string Text => Part("text/plain");
    public string Html => Part("text/html");

    public string? Header(string name) => Regex.Match(Unfold(Head), $"^{name}: (.*?)\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase) is { Success: true } found ? found.Groups[1].Value : null;

    private string Part(string type)
    {
        var boundary = Regex.Match(Unfold(Head), "boundary=\"?([^\";\r\n]+)").Groups[1].Value;
        var part = Raw.Split("--" + boundary).Single(piece => piece.Contains($"Content-Type: {type}", StringComparison.OrdinalIgnoreCase));
        var split = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return part[..split].Contains("quoted-printable", StringComparison.OrdinalIgnoreCase) ? Quoted(part[(split + 4)..]) : throw new InvalidDataException(part[..split]);
    }

    private static string Unfold(string head) => head.Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);

    private static string Quoted(string text) => Bytes(text.Replace("=\r\n", "", StringComparison.Ordinal));

    /// <summary>RFC 2047: « =?utf-8?B?…?= » or « =?utf-8?Q?…?= », any number in a row.</summary>
    private static string Words(string header) => EncodedWord().Replace(Regex.Replace(header, @"\?=\s+=\?", "?==?"), word =>
        word.Groups[1].Value.Equals("B", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[2].Value))
            : Bytes(word.Groups[2].Value.Replace('_', ' ')));

    private static string Bytes(string escaped)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < escaped.Length; i++)
        {
            var coded = escaped[i] == '=';
            bytes.Add(coded ? byte.Parse(escaped.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)escaped[i]);
            if (coded) i += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"=\?utf-8\?([BQ])\?(.*?)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
