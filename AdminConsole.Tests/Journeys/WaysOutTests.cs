using System.Net;
using AdminConsole.Making;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>« Problème de connexion », the guides, the schools: where somebody without access is led, and what search engines may keep.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class WaysOutTests(MailedApp app, Browser browser)
{
    [Theory]
    [InlineData("Parent", "Vous êtes parent", true)]
    [InlineData("Élève", "Vous êtes élève", false)]
    [InlineData("Enseignant ou personnel", "Vous êtes enseignant ou personnel", true)]
    public async Task Two_clicks_lead_to_help_and_the_other_way_is_the_college(string who, string heading, bool scripted)
    {
        var visitor = await app.VisitorAsync(browser, options: new() { JavaScriptEnabled = scripted, ViewportSize = new() { Width = 390, Height = 844 } });
        var page = visitor.Page;
        await page.GotoAsync("/probleme-de-connexion");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Qui êtes-vous ?" })).ToBeVisibleAsync();
        if (scripted) await visitor.AssertAccessibleAsync();
        await page.Link(who).ClickAsync();
        await Expect(page.Heading(heading)).ToBeVisibleAsync();
        if (scripted) await visitor.AssertAccessibleAsync();
        await Expect(page.Field("Nom du collège ou de la commune")).ToBeVisibleAsync();
        await Expect(page.Link("Formulaire d'assistance")).ToHaveCountAsync(who == "Parent" ? 1 : 0);
        await page.Link("Besoin d'aide ?").ClickAsync();
        await Expect(page.Heading("Besoin d'aide ?")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_parent_reaches_the_contact_of_the_college()
    {
        var mark = $"Parent{Guid.NewGuid():N}"[..14];
        var school = await app.People.SchoolAsync($"Collège {mark}", "Melun");
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.GotoAsync("/probleme-de-connexion/parent");
        await page.Field("Nom du collège ou de la commune").FillAsync(mark);
        await page.Hits().First.ClickAsync();
        await Expect(page.Heading(school.Name)).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Theory]
    [InlineData("/guides/parents", "Guide des parents", "Guide for parents")]
    [InlineData("/guides/professeurs", "Guide des professeurs", "Guide for teachers")]
    public async Task A_guide_speaks_both_languages_and_shows_its_pictures(string url, string french, string english)
    {
        var visitor = await app.VisitorAsync(browser);
        var page = visitor.Page;
        await page.GotoAsync(url);
        await Expect(page.Heading(french)).ToBeVisibleAsync();
        foreach (var picture in await page.Locator("main img").AllAsync())
        {
            await picture.ScrollIntoViewIfNeededAsync();
            await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 640);
        }
        await visitor.AssertAccessibleAsync();
        await page.Link("English").ClickAsync();
        await Expect(page.Heading(english)).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task The_list_of_all_schools_is_accessible_and_has_pages()
    {
        await app.People.SchoolAsync();
        var visitor = await app.VisitorAsync(browser);
        await visitor.Page.GotoAsync("/colleges?page=99999");
        await Expect(visitor.Page.Heading("Les collèges")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    [Theory]
    [InlineData("/colleges/9999999Z")]
    [InlineData("/colleges/nimporte")]
    [InlineData("/colleges/0000001A/x")]
    [InlineData("/guides/autres")]
    [InlineData("/probleme-de-connexion/directeur")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var client = new FormClient(app.Address);
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(["noindex"], answer.Headers.GetValues("X-Robots-Tag"));
    }

    [Theory]
    [InlineData("/connexion")]
    [InlineData("/aide")]
    [InlineData("/guides/parents")]
    [InlineData("/guides/professeurs")]
    [InlineData("/probleme-de-connexion")]
    [InlineData("/probleme-de-connexion/parent")]
    [InlineData("/colleges")]
    [InlineData("/colleges?q=a")]
    [InlineData("/colleges/recherche?q=a")]
    [InlineData("/mon-compte")]
    [InlineData("/console")]
    [InlineData("/mark.svg")]
    [InlineData("/guides/college.svg")]
    public async Task Only_the_face_may_be_indexed(string path)
    {
        using var client = new FormClient(app.Address);
        using var face = await client.GetAsync("/");
        Assert.False(face.Headers.Contains("X-Robots-Tag"));
        Assert.Contains("<meta name=\"description\"", await face.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var robots = await client.GetAsync("/robots.txt");
        Assert.Equal("User-agent: *\nAllow: /$\nDisallow: /\n", await robots.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var answer = await client.GetAsync(path);
        Assert.Equal(["noindex"], answer.Headers.GetValues("X-Robots-Tag"));
    }
}
