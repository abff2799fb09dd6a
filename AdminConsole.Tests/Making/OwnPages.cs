using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace AdminConsole.Making;

/// <summary>« Mon compte » as people use it.</summary>
public static class OwnPages
{
    /// <summary>Asks for another address, against the current password.</summary>
    public static async Task AskForAddressAsync(this IPage page, string address, string password = MailedApp.Password)
    {
        await page.GotoAsync("/mon-compte/courriel");
        await page.Field("Nouvelle adresse").FillAsync(address);
        await page.Field("Mot de passe actuel").FillAsync(password);
        await page.Button("Envoyer la confirmation").ClickAsync();
    }

    /// <summary>Path of the link of the newest mail to somebody, for « confirmation » or « annulation ».</summary>
    public static async Task<string> OwnLinkAsync(this MailedApp app, string recipient, string what)
    {
        string? path = null;
        await Eventually.TrueAsync(() => (path = Found()) is not null, $"a link for {what} to {recipient}");
        return path!;

        string? Found() => app.Inbox.Mails.Where(mail => mail.To.Contains(recipient))
            .Select(mail => Regex.Match(mail.Text, $@"https://ent\.example\.org(/mon-compte/{what}/\S+)")).LastOrDefault(match => match.Success)?.Groups[1].Value;
    }
}
