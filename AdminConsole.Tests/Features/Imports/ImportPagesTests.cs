using System.Text;
using AdminConsole.AccountParts;
using AdminConsole.Domain.Imports;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using AdminConsole.Security;
using AdminConsole.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Imports;

/// <summary>The pages of imports in each of their states, on the real domain; the worker's turns are taken by hand.</summary>
public sealed class ImportPagesTests(TestDatabase database) : CardTest(database, also: services =>
{
    services.AddSingleton(database.Get<ImportDesk>());
    services.AddSingleton(database.Get<ImportFiles>());
    services.AddSingleton(database.Get<ImportReader>());
    services.AddSingleton(database.Get<ImportLines>());
}), IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_file_goes_from_the_first_page_to_the_report()
    {
        var school = await Database.People.SchoolAsync();
        SignIn(await Database.People.OperatorAsync(Function.LocalAdmin, [school]));
        var page = Render<ImportPage>();
        page.WaitForElement("#fichiers-csv", Long);
        Choose(page, ("eleves.csv", "Matricule;Nom;Prénom;Jour;Classe\nA1;DUPONT;<b>Léa</b>;14/05/2014;6e B\nA2;PETIT;;14/05/2014;6e B\n"));
        page.WaitForState(() => Navigated.Uri.EndsWith("/nouveau", StringComparison.Ordinal) is false && Navigated.Uri.Contains("/console/imports/", StringComparison.Ordinal), Long);
        var id = Guid.Parse(Navigated.Uri.Split('/')[^1]);

        page.Render(parameters => parameters.Add(p => p.Id, id));
        page.WaitForElement(".file", Long);
        Assert.Contains("DUPONT · PETIT", page.Find(".file table").TextContent, StringComparison.Ordinal);
        Assert.Contains("Il manque une colonne : « Date de naissance ».", Plain(page.Find(".wrong").TextContent), StringComparison.Ordinal);
        await PressAsync(page, "Voir l’aperçu");
        Assert.Contains("Il manque des colonnes", page.Find(".onward .notice").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.FindAll("tbody select").Single(s => s.QuerySelector("option[selected]")!.TextContent == "Ne pas importer").ChangeAsync(nameof(ImportField.BirthDate)));
        page.WaitForState(() => page.FindAll(".wrong").Count == 0, Long);
        await PressAsync(page, "Voir l’aperçu");
        page.WaitForState(() => page.Markup.Contains("Les fichiers sont comparés", StringComparison.Ordinal), Long);

        await TurnAsync();
        page = Open(id);
        page.WaitForElement(".confirm", Long);
        Assert.Contains("1 compte sera créé.", page.Find(".confirm").TextContent, StringComparison.Ordinal);
        page.WaitForState(() => page.Markup.Contains("Le prénom manque.", StringComparison.Ordinal), Long);
        Assert.Equal(["À créer 1", "À modifier 0", "Homonymes à trancher 0", "Rejetées 1", "Absents des fichiers 0", "Inchangés 0"], page.FindAll(".filters li").Select(l => l.TextContent.Trim()));
        await PressAsync(page, "Appliquer");
        page.WaitForState(() => page.Markup.Contains("L’import est en cours", StringComparison.Ordinal), Long);

        await TurnAsync();
        page = Open(id);
        page.WaitForElement(".report .downloads", Long);
        Assert.Equal(["1", "0", "0", "1", "2"], page.FindAll(".report dd").Select(d => d.TextContent));
        Assert.Contains("/rejets/", page.Find(".downloads a").GetAttribute("href")!, StringComparison.Ordinal);
        Navigated.NavigateTo(Urls.ImportLines(id, PreviewLines.ToCreate));
        page.WaitForState(() => page.Markup.Contains("DUPONT &lt;b&gt;Léa", StringComparison.Ordinal), Long);

        var list = Render<ImportsPage>();
        list.WaitForElement("tbody tr", Long);
        Assert.Contains("comptes créés : 1", Plain(list.Find("tbody").TextContent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_chosen_before_the_one_school_is_known_waits_for_it()
    {
        var school = await Database.People.SchoolAsync();
        SignIn(await Database.People.OperatorAsync(Function.LocalAdmin, [school]));
        var begun = Guid.Empty;
        var step = Render<FilesStep>(with => with.Add(p => p.Begun, id => begun = id));
        step.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("Nom;Prénom\nPetit;Lou\n", "eleves.csv"));
        Assert.Equal(Guid.Empty, begun);

        var schools = await Database.Get<ImportDesk>().SchoolsAsync(await Services.GetRequiredService<CurrentActor>().GetAsync(), Cancel);
        step.Render(with => with.Add(p => p.Schools, schools));

        step.WaitForState(() => begun != Guid.Empty, Long);
        Assert.Equal(1, await Database.CountAsync($"SELECT 1 FROM import_files f JOIN import_runs r ON r.id = f.run_id WHERE r.id = '{begun}' AND r.school_id = '{school.Id}'"));
    }

    [Fact]
    public async Task What_is_no_list_of_people_is_refused_at_the_field_and_the_school_is_asked_for_first()
    {
        var (one, two) = (await Database.People.SchoolAsync(), await Database.People.SchoolAsync("Collège du Lac"));
        SignIn(await Database.People.OperatorAsync(Function.LocalAdmin, [one, two]));
        var page = Render<ImportPage>();
        page.WaitForElement("#fichiers-csv", Long);
        Choose(page, ("classeur.xlsx", "PK\u0003\u0004 rien"), ("vide.csv", ""), ("en-tetes.csv", "Nom;Prénom\n"));
        Assert.Contains("les fichiers partiront ensuite", page.Find("#etablissement-erreur").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("#etablissement").ChangeAsync($"{two.Id}"));
        page.WaitForElement("#fichiers-csv-erreur", Long);
        var said = Plain(page.Find("#fichiers-csv-erreur").TextContent);
        foreach (var sentence in (string[])["classeur.xlsx : C’est un classeur", "vide.csv : Le fichier est vide.", "en-tetes.csv : Le fichier n’a qu’une ligne d’en-têtes"])
            Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.EndsWith("/", Navigated.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_homonym_is_decided_and_a_fifth_of_a_school_goes_only_if_it_is_meant()
    {
        var school = await Database.People.SchoolAsync();
        foreach (var name in (string[])["Un", "Deux", "Trois"]) await Database.People.AccountAsync("Parti", name, [school], className: "3e A");
        await Database.People.AccountAsync("Martin", "Zoé", [school], className: "6e A");
        var import = await (await Importing.AtAsync(Database, school)).WithAsync((Profile.Student, "Nom;Prénom;Date de naissance;Classe\nMARTIN;Zoé;02/01/2014;6e B\nNEUF;Ali;03/03/2014;6e B\n"));
        var found = await import.PreviewAsync();
        Assert.True(found is { Homonyms: 1, Absent: >= 3 }, $"{found}");
        SignIn(import.Actor);
        var page = Open(import.Id);
        page.WaitForElement("article", Long);
        Assert.Contains("non renseigné", page.FindAll("article mark").Select(m => m.TextContent));
        Assert.Contains("1 homonyme n’est pas tranché", page.Find(".confirm").TextContent, StringComparison.Ordinal);
        await PressAsync(page, "C’est la même personne");
        page.WaitForState(() => Button(page, "C’est la même personne").GetAttribute("aria-pressed") == "true", Long);
        Assert.DoesNotContain("pas tranché", page.Find(".confirm").TextContent, StringComparison.Ordinal);
        await PressAsync(page, "C’est la même personne");
        page.WaitForState(() => page.Find(".confirm").TextContent.Contains("pas tranché", StringComparison.Ordinal), Long);
        await PressAsync(page, "C’est quelqu’un d’autre");
        page.WaitForState(() => Button(page, "C’est quelqu’un d’autre").GetAttribute("aria-pressed") == "true", Long);

        await page.InvokeAsync(() => page.Find(".absent input").ChangeAsync(true));
        await PressAsync(page, "Appliquer");
        Assert.Contains("Cochez cette case", page.Find("#voulu-erreur").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.FindAll(".absent input")[1].ChangeAsync(true));
        await Database.ExecuteAsOwnerAsync($"UPDATE sessions SET proof = {(int)SessionProof.SecondFactor}, proven_at = now() - interval '16 minutes' WHERE id = '{import.Actor.SessionId}'");
        await PressAsync(page, "Appliquer");
        page.WaitForElement(".again", Long);
        Assert.Equal(ImportState.Ready, (await import.ViewAsync()).State);
        await Database.ExecuteAsOwnerAsync($"UPDATE sessions SET proven_at = now() WHERE id = '{import.Actor.SessionId}'");
        await page.InvokeAsync(() => page.Find("[data-passkey-done]").ClickAsync(new()));
        page.WaitForState(() => page.Markup.Contains("L’import est en cours", StringComparison.Ordinal), Long);
        await PressAsync(page, "Mettre en pause");
        page.WaitForState(() => page.Markup.Contains("L’import est en pause", StringComparison.Ordinal), Long);
        await PressAsync(page, "Reprendre");
        page.WaitForState(() => page.Markup.Contains("Mettre en pause", StringComparison.Ordinal), Long);
        await PressAsync(page, "Annuler l’import");
        await PressAsync(page, "Annuler pour de bon");
        page.WaitForElement(".report", Long);
        Assert.Contains("Rien n’a été appliqué.", page.Find(".report").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_import_of_a_school_says_who_began_the_first_and_others_see_neither()
    {
        const string pupils = "Nom;Prénom;Date de naissance\nDURAND;Noé;01/01/2014\n";
        var school = await Database.People.SchoolAsync();
        var first = await (await Importing.AtAsync(Database, school)).WithAsync((Profile.Student, pupils));
        await first.PreviewAsync();
        var colleague = await Database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var second = await new Importing(Database, school, colleague).WithAsync((Profile.Student, pupils));
        Assert.Equal(ImportOutcome.Done, await Database.Get<ImportDesk>().PreviewAsync(colleague, second.Id, Cancel));
        await TurnAsync();

        SignIn(await Database.People.OperatorAsync(Function.CentralAdmin, [], school));
        var page = Open(second.Id);
        page.WaitForElement(".notice a", Long);
        Assert.Contains("OPÉRATEUR LocalAdmin", page.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Equal(Urls.Import(first.Id), page.Find(".notice a").GetAttribute("href"));

        var gone = 0;
        Navigated.OnNotFound += (_, _) => gone++;
        SignIn(await Database.People.OperatorAsync(Function.LocalAdmin, [await Database.People.SchoolAsync("Collège du Lac")]));
        Open(first.Id).WaitForState(() => gone == 1, Long);
        Assert.Contains("Aucun import", Render<ImportsPage>().WaitForElement(".none", Long).TextContent, StringComparison.Ordinal);
        SignIn(await Database.People.OperatorAsync(Function.Support, [school]));
        Render<ImportsPage>().WaitForState(() => gone == 2, Long);
        Render<ImportPage>().WaitForState(() => gone == 3, Long);
    }

    private NavigationManager Navigated => Services.GetRequiredService<NavigationManager>();

    private IRenderedComponent<ImportPage> Open(Guid id)
    {
        Navigated.NavigateTo(Urls.Import(id));
        return Render<ImportPage>(parameters => parameters.Add(p => p.Id, id));
    }

    private async Task TurnAsync() => Assert.True(await Database.Get<ImportWorker>().WorkAsync(Cancel));

    private static void Choose(IRenderedComponent<ImportPage> page, params (string Name, string Text)[] files) =>
        page.FindComponent<InputFile>().UploadFiles([.. files.Select(file => InputFileContent.CreateFromBinary(Encoding.UTF8.GetBytes(file.Text), file.Name, contentType: "text/csv"))]);

    private static string Plain(string text) => text.Replace('\u00a0', ' ');

    /// <summary>Found and pressed in one turn: what is drawn in between would make it another button.</summary>
    private static Task PressAsync(IRenderedComponent<ImportPage> page, string text) => page.InvokeAsync(() => Button(page, text).ClickAsync(new()));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ImportPage> page, string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
