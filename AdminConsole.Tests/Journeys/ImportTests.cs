using System.Globalization;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>La rentrée in one afternoon: accounts in, slips out.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class ImportTests(MailedApp app, Browser browser)
{
    private const string Broken = """
        Identifiant externe;Nom;Prénom;Date de naissance;Classe
        Z2;JUSTE;Ali;01/01/2014;6e A
        Z3;;Sans;01/01/2014;6e A
        Z4;SEUL;;01/01/2014;6e A
        Z5;DURAND;Ida;31/02/2014;6e A
        Z6;DURAND;Léo;avant-hier;6e A
        Z7;DURAND;Zoé;;6e A
        Z8;DURAND;Tom;01/01/2090;6e A
        Z9;COURT
        Z10;DEUX;Fois;01/01/2014;6e A
        Z10;DEUX;Autre;01/01/2014;6e A
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_files_of_a_college_become_slips_and_a_pupil_signs_in_with_one()
    {
        var school = await app.People.SchoolAsync("Collège des Quatre-Fichiers");
        var visitor = await app.ArriveAsync(browser, await app.People.OperatorAsync(Function.LocalAdmin, [school]), "/console");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).GetByRole(AriaRole.Link, new() { Name = "Importer" }).ClickAsync();
        await page.Link("Importer des fichiers").ClickAsync();
        await page.Field("Fichiers CSV").SetInputFilesAsync([Pupils(), Relatives(), Adults("enseignants.csv", "Id enseignant", 'E', 40), Adults("personnels.csv", "Id personnel", 'P', 15)]);
        await Expect(page.Locator(".file")).ToHaveCountAsync(4);
        await page.Field("Autre nom").SelectOptionAsync("UsageName");
        await visitor.AssertAccessibleAsync();
        await page.Button("Voir l’aperçu").ClickAsync();
        await Expect(page.GetByText("1\u202f255 comptes seront créés.")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        Assert.Equal(0, await app.Database.CountAsync($"SELECT 1 FROM memberships WHERE school_id = '{school.Id}' AND class_name IS NOT NULL"));
        await page.Button("Appliquer").ClickAsync();
        await Expect(page.GetByText("L’import s’est terminé")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();

        await page.Link("Préparer les bordereaux").ClickAsync();
        await page.Field("Classe").SelectOptionAsync("6e A");
        await Expect(page.GetByText("25 personnes")).ToBeVisibleAsync();
        await page.Field("Motif").FillAsync("Rentrée 6e A");
        await page.Button("Préparer les bordereaux").ClickAsync();
        await Expect(page.Locator(".slip")).ToHaveCountAsync(25);
        Assert.NotEmpty(await page.PdfAsync(new() { PreferCSSPageSize = true }));
        var slip = page.Locator(".slip", new() { HasText = "MARTIN Léa" });
        var (login, password) = (await slip.Locator("dd").Nth(1).InnerTextAsync(), await slip.Locator(".secret").InnerTextAsync());
        Assert.Equal("lea.martin", login);
        visitor.AssertNothingWrong();

        var pupil = await app.VisitorAsync(browser, options: new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await pupil.Page.SignInAsync(login, password);
        await Expect(pupil.Page.Heading("Activez votre compte")).ToBeVisibleAsync();
        await pupil.Page.ChooseAsync(MailedApp.Password);
        await Expect(pupil.Page.Heading("Votre compte est activé")).ToBeVisibleAsync();
        await pupil.Page.SignInAsync(login, MailedApp.Password);
        await Expect(pupil.Page.Heading("Mon compte")).ToBeVisibleAsync();
        pupil.AssertNothingWrong();
        await using var db = app.Database.Open();
        var lea = await db.Accounts.SingleAsync(a => a.Login == "lea.martin", Cancel);
        Assert.Equal(1, await app.Database.CountAsync($"SELECT 1 FROM relations WHERE child_id = '{lea.Id}'"));

        await page.GotoAsync("/console/imports/nouveau");
        await page.ReadyAsync();
        await page.Field("Fichiers CSV").SetInputFilesAsync(File("casse.csv", Encoding.UTF8.GetBytes(Broken)));
        await page.Button("Voir l’aperçu").ClickAsync();
        await page.Button("Appliquer").ClickAsync();
        await Expect(page.GetByText("L’import s’est terminé")).ToBeVisibleAsync();
        await Expect(page.Locator("tbody .number")).ToHaveTextAsync(Enumerable.Range(3, 9).Select(n => n.ToString(CultureInfo.InvariantCulture)), new() { UseInnerText = true });
        var address = await page.GetByRole(AriaRole.Link, new() { Name = "Lignes à corriger de casse.csv (CSV)" }).GetAttributeAsync("href");
        var file = await (await page.APIRequest.GetAsync(address!)).TextAsync();
        foreach (var line in Broken.Split('\n').Skip(2)) Assert.Contains(line.Trim().Split(';')[0] + ";", file, StringComparison.Ordinal);
        Assert.DoesNotContain("JUSTE", file, StringComparison.Ordinal);
        var stranger = await app.VisitorAsync(browser, await app.People.OperatorAsync(Function.LocalAdmin, [await app.People.SchoolAsync()]));
        Assert.Equal(404, (await stranger.Page.APIRequest.GetAsync(address!)).Status);
        visitor.AssertNothingWrong();
    }

    private static readonly string[] Families = [.. "MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFÈVRE LEROY ROUX DAVID BERTRAND MOREL FOURNIER GIRARD BONNET DUPUIS LAMBERT FONTAINE ROUSSEAU VINCENT MULLER FAURE ANDRÉ MERCIER".Split(' ')];
    private static readonly string[] Given = [.. "Léa Hugo Chloé Lucas Emma Louis Inès Jules Zoé Adam Lina Noé Jade Paul Rose Sacha Alice Tom Mila Éloi".Split(' ')];

    private static (string Family, string Given) Name(int i) => (Families[i % Families.Length], Given[i / Families.Length % Given.Length]);

    /// <summary>600 in 24 classes, in the encoding and with the headers of an old spreadsheet.</summary>
    private static FilePayload Pupils()
    {
        var text = new StringBuilder("ELENOET;NOM DE FAMILLE;Prénom 1;Né(e) le;Division;Autre nom\r\n");
        for (var i = 0; i < 600; i++) text.Append(CultureInfo.InvariantCulture, $"L{i};{Name(i).Family};{Name(i).Given};{1 + i % 28:00}/0{1 + i % 9}/{2011 + i % 4};{6 - i % 24 / 6}e {"ABCDEF"[i % 6]};\r\n");
        return File("eleves.csv", Encoding.Latin1.GetBytes(text.ToString()));
    }

    private static FilePayload Relatives()
    {
        var text = new StringBuilder("\uFEFFId responsable\tNom\tPrénom\tCourriel\tId enfant\n");
        for (var i = 0; i < 600; i++) text.Append(CultureInfo.InvariantCulture, $"R{i}\t{Name(i).Family}\tAndré-{Name(i).Given}\tresponsable{i}@example.org\tL{i}\n");
        return File("responsables.csv", Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static FilePayload Adults(string name, string id, char letter, int count)
    {
        var text = new StringBuilder($"{id},Nom,Prénom,Courriel\n");
        for (var i = 0; i < count; i++) text.Append(CultureInfo.InvariantCulture, $"{letter}{i},\"{Name(i).Family}\",Anne-{Name(i).Given},{letter}{i}@example.org\n");
        return File(name, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static FilePayload File(string name, byte[] bytes) => new() { Name = name, MimeType = "text/csv", Buffer = bytes };
}
