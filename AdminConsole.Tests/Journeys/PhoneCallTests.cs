using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>What callers of the helpdesk need besides a mail to their own address.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class PhoneCallTests(MailedApp app, Browser browser)
{
    private const string Chosen = "Six-canards-traversent-le-pont";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_with_a_new_number_reads_out_a_code_and_gets_in_by_SMS()
    {
        var school = await app.People.SchoolAsync();
        var agent = await app.People.OperatorAsync(Function.Support, [school]);
        var pupil = await app.People.AccountAsync("Portable", "Nadia", [school], a => (a.Email, a.Mobile) = ($"nadia.{Guid.NewGuid():N}@example.org", "+33639980001"));

        var desk = await app.ArriveAsync(browser, agent, "/console/utilisateurs");
        var console = desk.Page;
        await console.SearchBox().FillAsync("portab");
        await console.Hits().Filter(new() { HasText = "PORTABLE Nadia" }).ClickAsync();
        await console.Field("Téléphone portable").FillAsync("06 39 98 00 02");
        await console.GetByRole(AriaRole.Radio, new() { Name = "Code envoyé au contact enregistré" }).CheckAsync();
        await console.GetByRole(AriaRole.Button, new() { Name = "Envoyer le code à n" }).ClickAsync();
        var code = System.Text.RegularExpressions.Regex.Match((await app.Inbox.MailToAsync(pupil.Email!)).Text, @"\b\d{6}\b").Value;
        Assert.DoesNotContain(code, await console.ContentAsync(), StringComparison.Ordinal);
        await console.Field("Code lu par l’appelant").FillAsync(code);
        await console.Button("Vérifier le code").ClickAsync();
        await Expect(console.GetByText("Identité déjà vérifiée")).ToBeVisibleAsync();
        await desk.AssertAccessibleAsync();
        await console.Button("Envoyer par SMS").ClickAsync();
        await Expect(console.GetByText("Le SMS pour le 06 39 98 00 02 est en file d’envoi.")).ToBeVisibleAsync();

        var phone = await app.VisitorAsync(browser, options: new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await ChooseAsync(phone.Page, await SmsLinkAsync(phone.Page, "+33639980002"));
        await Expect(console.Step("mot de passe changé")).ToBeVisibleAsync();
        var account = await app.People.ReadAsync(pupil.Id);
        Assert.Equal(("+33639980002", ContactState.Confirmed), (account.Mobile, account.MobileState));
        desk.AssertNothingWrong();
        phone.AssertNothingWrong();
    }

    [Fact]
    public async Task A_pupil_without_mail_is_helped_through_her_mother()
    {
        var school = await app.People.SchoolAsync();
        var agent = await app.People.OperatorAsync(Function.Support, [school]);
        var pupil = await app.People.AccountAsync("Sanscourriel", "Inès", [school], a => a.ActivatedAt = null);
        var mother = await app.People.AccountAsync("Sanscourriel", "Farida", [school], a =>
            (a.Profile, a.Civility, a.Email) = (Profile.Relative, Civility.Madame, $"farida.{Guid.NewGuid():N}@example.org"));
        await using (var db = app.Database.Open())
        {
            db.Relations.Add(new() { ParentId = mother.Id, ChildId = pupil.Id });
            await db.SaveChangesAsync(Cancel);
        }

        var desk = await app.ArriveAsync(browser, agent, $"/console/utilisateurs/{pupil.Id}");
        var console = desk.Page;
        await Expect(console.GetByText("Ni courriel ni téléphone")).ToBeVisibleAsync();
        await console.GetByRole(AriaRole.Button, new() { Name = "Envoyer au responsable : Mme SANSCOURRIEL" }).ClickAsync();

        var mail = await app.Inbox.MailToAsync(mother.Email!);
        Assert.Contains("Inès Sanscourriel", mail.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var phone = await app.VisitorAsync(browser);
        await ChooseAsync(phone.Page, MailedApp.LinkIn(mail));
        await Expect(console.Step("mot de passe changé")).ToBeVisibleAsync();
        var account = await app.People.ReadAsync(pupil.Id);
        Assert.NotNull(account.ActivatedAt);
        Assert.Null(account.Email);
        Assert.Equal(mother.Email, (await app.People.ReadAsync(mother.Id)).Email);
        desk.AssertNothingWrong();
    }

    private static async Task ChooseAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await page.Field("Nouveau mot de passe").FillAsync(Chosen);
        await page.Field("Confirmation").FillAsync(Chosen);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { NameRegex = new("^(Enregistrer|Activer)") }).ClickAsync();
        await Expect(page.Field("Nouveau mot de passe")).ToBeHiddenAsync();
    }

    /// <summary>Where the SMS to that number leads; in Development they are on a page.</summary>
    private static async Task<string> SmsLinkAsync(IPage page, string number)
    {
        var message = page.Locator("article, section, li", new() { HasText = number }).Locator("a[href*='/r/']").First;
        await Eventually.TrueAsync(async () =>
        {
            await page.GotoAsync("/dev/messages");
            return await message.CountAsync() > 0;
        }, "an SMS to " + number);
        return new Uri((await message.GetAttributeAsync("href"))!).PathAndQuery;
    }
}
