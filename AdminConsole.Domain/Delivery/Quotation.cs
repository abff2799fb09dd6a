using System.Text.RegularExpressions;
using AdminConsole.Domain.Model.Messages;

namespace AdminConsole.Domain.Delivery;

/// <summary>Servers that will not have a message quote it: a filter names the link that it dislikes, a gateway sends the text back.</summary>
internal static partial class Quotation
{
    /// <summary>
    /// The answer without the links' secrets, codes and provisional passwords that the message holds: answers are kept and shown to operators
    /// (rules 9 and 16 of recovery).
    /// </summary>
    public static SendAnswer WithoutSecretsOf(this SendAnswer answer, MessageContent content) => answer.Text is null
        ? answer
        : answer with { Text = Secret().Replace(answer.Text, said => content.Text.Contains(said.Value, StringComparison.OrdinalIgnoreCase) ? "…" : said.Value) };

    /// <summary>As secrets are written: a link's 43 characters, twelve in groups of four, six digits.</summary>
    [GeneratedRegex("[A-Za-z0-9_-]{43}|[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){2}|[0-9]{6}")]
    private static partial Regex Secret();
}
