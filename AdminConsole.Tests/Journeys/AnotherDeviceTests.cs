using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>The mail is read on one device, the password is chosen on another; no log keeps what opened it.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class AnotherDeviceTests(MailedApp app, Browser browser)
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";

    [Fact]
    public async Task The_provisional_password_of_the_mail_is_typed_at_the_sign_in_page()
    {
        using var log = new EveryLine();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var school = await app.People.SchoolAsync();
        var agent = await app.People.OperatorAsync(Function.Support, [school]);
        var pupil = await app.People.AccountAsync("AUTRE", "Appareil", [school], account => account.Email = $"autre{Guid.NewGuid():N}@example.org");
        var link = await app.LinkForAsync(agent, pupil.Id);
        var mail = await app.Inbox.MailToAsync(pupil.Email!);
        var provisional = Regex.Match(mail.Text, "[A-Z0-9]{4}(-[A-Z0-9]{4}){2}").Value;
        Assert.Contains("https://ent.example.org/connexion", mail.Text, StringComparison.Ordinal);
        Assert.Contains($">{provisional}</strong>", mail.Html, StringComparison.Ordinal);

        // One device only opens the link, as mail programs do.
        var reader = await app.VisitorAsync(browser);
        await reader.Page.GotoAsync(link);
        var visitor = await app.VisitorAsync(browser, options: new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var page = visitor.Page;
        await page.SignInAsync(pupil.Login, provisional);
        await Expect(page.Heading("Choisissez votre mot de passe")).ToBeVisibleAsync();
        await Expect(page.GetByText(pupil.Login)).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.Field("Nouveau mot de passe").FocusAsync();
        await Eventually.TrueAsync(
            async () => await app.Database.CountAsync($"SELECT 1 FROM reset_tokens WHERE account_id = '{pupil.Id}' AND opened_at IS NOT NULL") == 1, "the page is known to be used");
        await page.ChooseAsync(Good);
        await Expect(page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();

        await reader.Page.ReloadAsync();
        await Expect(reader.Page.Heading("Ce lien a déjà servi")).ToBeVisibleAsync();
        await reader.Page.SignInAsync(pupil.Login, provisional);
        await Expect(reader.Page.GetByText("Un mot de passe provisoire ne sert qu’une fois")).ToBeVisibleAsync();
        await page.SignInAsync(pupil.Login, Good);
        await Expect(page.Heading("Mon compte")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
        reader.AssertNothingWrong();
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(provisional, StringComparison.OrdinalIgnoreCase)
            || line.Contains(link.Split('/')[^1], StringComparison.Ordinal) || line.Contains(Good, StringComparison.Ordinal));
    }
}
