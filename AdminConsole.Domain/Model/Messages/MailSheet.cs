using System.Net;
using System.Text;

namespace AdminConsole.Domain.Model.Messages;

/// <summary>One paragraph of a mail.</summary>
internal sealed record MailLine(string Text)
{
    /// <summary>Part of the text to set apart: a login that somebody will copy.</summary>
    public string? Strong { get; init; }

    /// <summary>Part of the text that somebody will type letter by letter, or copy whole: larger, in letters of one width.</summary>
    public string? Code { get; init; }

    /// <summary>Makes the paragraph a button, with the address in full below it.</summary>
    public Uri? Link { get; init; }
    public bool Quiet { get; init; }
}

/// <summary>
/// Lays a mail out as text and as HTML that says the same. Nothing is fetched when it is opened: no image, no font, no
/// style sheet. Everything that comes from data is encoded.
/// </summary>
internal static class MailSheet
{
    private const string Font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
    private const int TextWidth = 72;

    public static MessageContent Write(string language, string subject, string siteName, string title, IReadOnlyList<MailLine> lines) =>
        new(OneLine(subject), TextOf(siteName, title, lines), HtmlOf(language, siteName, title, lines));

    /// <summary>A subject is a header: whatever could start another one becomes a blank (rule 21 of recovery).</summary>
    private static string OneLine(string subject) => string.Concat(subject.Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    private static string TextOf(string siteName, string title, IReadOnlyList<MailLine> lines)
    {
        var text = new StringBuilder().Append(title).Append("\n\n");
        foreach (var line in lines)
        {
            Wrap(text, line.Text);
            if (line.Link is { } link) text.Append(link.AbsoluteUri).Append('\n');
            text.Append('\n');
        }
        return text.Append("-- \n").Append(siteName).Append('\n').ToString();
    }

    private static void Wrap(StringBuilder text, string paragraph)
    {
        var width = 0;
        foreach (var word in paragraph.Split(' '))
        {
            if (width > 0) text.Append(width + 1 + word.Length > TextWidth ? '\n' : ' ');
            width = width > 0 && width + 1 + word.Length <= TextWidth ? width + 1 + word.Length : word.Length;
            text.Append(word);
        }
        text.Append('\n');
    }

    private static string HtmlOf(string language, string siteName, string title, IReadOnlyList<MailLine> lines)
    {
        var body = string.Concat(lines.Select(Paragraph));
        return $$"""
            <!DOCTYPE html>
            <html lang="{{(language == "en" ? "en" : "fr")}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>{{Encode(title)}}</title>
            <style>
            @media (prefers-color-scheme: dark) {
              .sheet { background: #16181d !important; }
              .card { background: #20242b !important; border-color: #363c47 !important; }
              .ink { color: #eceef2 !important; }
              .soft { color: #aab1be !important; }
              .rule { border-color: #363c47 !important; }
              .button { background: #8fb4ff !important; color: #0e1626 !important; }
            }
            </style>
            </head>
            <body class="sheet" style="margin:0;padding:24px 12px;background:#f4f5f7;{{Font}}">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
            <table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#ffffff;border:1px solid #e2e5ea;border-radius:10px">
            <tr><td style="padding:28px 28px 20px;text-align:left">
            <p class="soft" style="margin:0 0 20px;font-size:14px;line-height:20px;color:#5b6472">{{Encode(siteName)}}</p>
            <h1 class="ink" style="margin:0 0 20px;font-size:22px;line-height:30px;font-weight:600;color:#16181d">{{Encode(title)}}</h1>
            {{body}}</td></tr></table>
            </td></tr></table>
            </body>
            </html>

            """;
    }

    private static string Paragraph(MailLine line)
    {
        if (line.Link is { } link)
        {
            var address = Encode(link.AbsoluteUri);
            return $"""
                <p style="margin:24px 0 12px"><a class="button" href="{address}" style="display:inline-block;padding:13px 22px;border-radius:8px;background:#1f4fd8;color:#ffffff;font-size:16px;line-height:22px;font-weight:600;text-decoration:none">{Encode(line.Text)}</a></p>
                <p class="soft" style="margin:0 0 24px;font-size:13px;line-height:19px;color:#5b6472;word-break:break-all">{address}</p>

                """;
        }
        var text = Encode(line.Text);
        if (line.Strong is { } strong) text = text.Replace(Encode(strong), $"<strong style=\"white-space:nowrap\">{Encode(strong)}</strong>", StringComparison.Ordinal);
        if (line.Code is { } code)
            text = text.Replace(Encode(code), $"<strong style=\"white-space:nowrap;font-family:Consolas,Menlo,'Courier New',monospace;font-size:20px;letter-spacing:1px\">{Encode(code)}</strong>", StringComparison.Ordinal);
        return line.Quiet
            ? $"<p class=\"soft rule\" style=\"margin:24px 0 0;padding-top:18px;border-top:1px solid #e2e5ea;font-size:14px;line-height:21px;color:#5b6472\">{text}</p>\n"
            : $"<p class=\"ink\" style=\"margin:0 0 14px;font-size:16px;line-height:25px;color:#16181d\">{text}</p>\n";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
