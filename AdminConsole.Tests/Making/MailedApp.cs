using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Making;

/// <summary>
/// The application with a mail server of its own, and a public address that is not the one it listens on: every link in a message
/// starts with it, whatever the request said. Shared, with one browser, by all journeys of its collection.
/// </summary>
public sealed class MailedApp(TestCluster cluster) : ConsoleApp(cluster)
{
    public const string Password = "Trois-poules-bleues-7";

    private const string PublicUrl = "https://ent.example.org/";

    public Inbox Inbox { get; } = new();

    /// <summary>The same person with <see cref="Password"/>, as he would type his login.</summary>
    public async Task<string> LoginOfAsync(Guid accountId)
    {
        await GivePasswordAsync(accountId, Password);
        return (await People.ReadAsync(accountId)).Login;
    }

    /// <summary>Sends a reset to the address on record; the path of the link that arrives.</summary>
    public async Task<string> LinkForAsync(Actor actor, Guid accountId)
    {
        var account = await People.ReadAsync(accountId);
        var before = Inbox.Mails.Count(mail => mail.To.Contains(account.Email!));
        var result = await Services.GetRequiredService<PasswordReset>()
            .SendAsync(actor, accountId, new(Guid.CreateVersion7(), account.Version, Channel.Mail, account.Email), CancellationToken.None);
        Assert.Equal(ResetOutcome.Sent, result.Outcome);
        await Eventually.TrueAsync(() => Inbox.Mails.Count(mail => mail.To.Contains(account.Email!)) > before, "a mail to " + account.Email);
        return LinkIn(Inbox.Mails.Last(mail => mail.To.Contains(account.Email!)));
    }

    /// <summary>Path of the link that a mail carries; it must start with the public address, and stand in both of its parts.</summary>
    public static string LinkIn([NotNull] ReceivedMail mail)
    {
        var link = Regex.Match(mail.Text, @"https?://\S+/reinitialisation/\S+").Value;
        Assert.StartsWith(PublicUrl, link, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", mail.Html, StringComparison.Ordinal);
        return link[(PublicUrl.Length - 1)..];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Inbox.DisposeAsync();
    }

    protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Site:Name", "ENT d'essai");
        builder.UseSetting("Site:PublicUrl", PublicUrl);
        builder.UseSetting("Recovery:SecondApproval", "FunctionHolders");
        builder.UseSetting("Mail:Host", "127.0.0.1");
        builder.UseSetting("Mail:Port", $"{Inbox.Port}");
        builder.UseSetting("Mail:Security", "None");
        builder.UseSetting("Mail:From", "ne-pas-repondre@ent.example.org");
    }
}
