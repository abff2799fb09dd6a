using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>The search as somebody on the phone uses it.</summary>
public sealed class SearchTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    [Fact]
    public async Task By_keyboard_only_from_anywhere_to_a_fiche()
    {
        var (school, agent) = await SchoolAsync();
        await app.People.AccountAsync("Dupont", "Anaïs", [school], className: "6e B");
        var wanted = await app.People.AccountAsync("Dupont", "Zoé", [school], className: "4e A");
        var visitor = await app.ArriveAsync(browser, agent, "/console");
        var page = visitor.Page;

        await page.Keyboard.PressAsync("Control+k");
        await page.ArrivesAtAsync("**/console/utilisateurs");
        await Assertions.Expect(Box(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("dup");
        await Assertions.Expect(Options(page)).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("[role=option][aria-selected=true]")).ToContainTextAsync("DUPONT Zoé");
        Assert.Equal(await page.Locator("[aria-selected=true]").GetAttributeAsync("id"), await Box(page).GetAttributeAsync("aria-activedescendant"));
        await page.Keyboard.PressAsync("Enter");

        await page.ArrivesAtAsync($"**/console/utilisateurs/{wanted.Id}");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "DUPONT Zoé", Exact = true })).ToBeFocusedAsync();
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_hit_has_the_name_on_its_first_line_and_what_tells_homonyms_apart_below()
    {
        var (school, agent) = await SchoolAsync();
        await app.People.AccountAsync("Lefèvre", "Léa", [school], a => a.BirthDate = new(2013, 5, 4), "5e C");
        var page = (await app.ArriveAsync(browser, agent, "/console/utilisateurs")).Page;

        await Box(page).FillAsync("LEFEVRE lea");

        var lines = (await Options(page).First.InnerTextAsync()).Split('\n');
        Assert.Equal("LEFÈVRE Léa", lines[0]);
        Assert.Equal($"Élève · 5e C · {school.Name}", lines[1]);
        Assert.EndsWith("né(e) le 04/05/2013", lines[2], StringComparison.Ordinal);
        Assert.Equal(["LEFÈVRE", "Léa"], await Options(page).First.Locator("mark").AllInnerTextsAsync());
    }

    [Fact]
    public async Task What_was_typed_before_the_circuit_was_up_counts()
    {
        var (school, agent) = await SchoolAsync();
        await app.People.AccountAsync("Garnier", "Tom", [school]);
        var visitor = await app.VisitorAsync(browser, agent);
        var page = visitor.Page;
        var connect = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await connect.Task;
            await route.ContinueAsync();
        });

        await page.GotoAsync("/console/utilisateurs", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(Box(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("grnier");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.TypeAsync("a");
        Assert.Equal(0, await Options(page).CountAsync());
        connect.SetResult();

        await Assertions.Expect(Options(page)).ToHaveCountAsync(1);
        await Assertions.Expect(Box(page)).ToHaveValueAsync("garnier");
        await Assertions.Expect(Box(page)).ToBeFocusedAsync();
        Assert.Equal(2, await Box(page).EvaluateAsync<int>("box => box.selectionStart"));
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task A_link_followed_before_the_circuit_is_up_leads_there_by_a_plain_load()
    {
        var (_, agent) = await SchoolAsync();
        var visitor = await app.VisitorAsync(browser, agent);
        var page = visitor.Page;
        var connect = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await connect.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/console");
        await page.EvaluateAsync("window.kept = true");
        await page.Keyboard.PressAsync("Control+k");
        await page.ArrivesAtAsync("**/console/utilisateurs");
        Assert.False(await page.EvaluateAsync<bool>("window.kept === true"));
        connect.SetResult();
        await ConsoleApp.ReadyAsync(page);
        await Assertions.Expect(Box(page)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task There_is_one_combobox_and_only_hits_are_options()
    {
        var (school, agent) = await SchoolAsync();
        for (var n = 0; n < 21; n++) await app.People.AccountAsync("Morel", $"Enfant{n}", [school]);
        var page = (await app.ArriveAsync(browser, agent, "/console/utilisateurs")).Page;
        Assert.Equal(1, await page.GetByRole(AriaRole.Combobox).CountAsync());
        Assert.Equal(1, await page.GetByRole(AriaRole.Combobox, new() { Name = "Rechercher un utilisateur", Exact = true }).CountAsync());
        Assert.Equal(1, await page.GetByLabel("Rechercher un utilisateur", new() { Exact = true }).CountAsync());

        await Box(page).FillAsync("morel");

        await Assertions.Expect(Options(page)).ToHaveCountAsync(20);
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("20 premiers résultats, précisez");
        await page.GetByRole(AriaRole.Link, new() { Name = "Plus de résultats" }).ClickAsync();
        await page.ArrivesAtAsync("**/console/utilisateurs?q=morel");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(21);
    }

    [Fact]
    public async Task Escape_closes_then_clears_and_leaving_the_box_closes()
    {
        var (school, agent) = await SchoolAsync();
        await app.People.AccountAsync("Roux", "Lou", [school]);
        var page = (await app.ArriveAsync(browser, agent, "/console/utilisateurs")).Page;
        await Box(page).FillAsync("roux");
        await Assertions.Expect(Options(page)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Options(page)).ToHaveCountAsync(0);
        await Assertions.Expect(Box(page)).ToHaveValueAsync("roux");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(Options(page)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).ClickAsync();
        await Assertions.Expect(Options(page)).ToHaveCountAsync(0);
        await Box(page).FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Box(page)).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_finger_opens_a_hit()
    {
        var (school, agent) = await SchoolAsync();
        var wanted = await app.People.AccountAsync("Blanc", "Noé", [school]);
        var visitor = await app.VisitorAsync(browser, agent, new() { HasTouch = true, ViewportSize = new() { Width = 390, Height = 844 } });
        await visitor.Page.GotoAsync("/console/utilisateurs");
        await ConsoleApp.ReadyAsync(visitor.Page);
        await Box(visitor.Page).FillAsync("blanc");
        await Options(visitor.Page).First.TapAsync();
        await visitor.Page.ArrivesAtAsync($"**/console/utilisateurs/{wanted.Id}");
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("'")]
    [InlineData("\u0301")]
    [InlineData("🦊")]
    public async Task A_text_without_letter_or_digit_finds_nobody(string typed)
    {
        var (school, agent) = await SchoolAsync();
        await app.People.AccountAsync("Petit", "Ana", [school]);
        var visitor = await app.ArriveAsync(browser, agent, "/console/utilisateurs");
        await Box(visitor.Page).FillAsync(typed);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Aucun résultat");
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged_by_its_url()
    {
        var (school, agent) = await SchoolAsync();
        for (var n = 0; n < 51; n++) await app.People.AccountAsync($"Élève{n:D2}", "Ana", [school], className: n < 2 ? "3e A" : "6e B");
        await app.People.AccountAsync("Zola", "Émile", [school], a => a.Profile = Profile.Teacher);
        var visitor = await app.ArriveAsync(browser, agent, "/console/utilisateurs");
        var page = visitor.Page;
        var rows = page.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Link, new() { Name = "Suivants" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(rows.Last).ToContainTextAsync("ZOLA Émile");
        var second = page.Url;
        var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Liste des utilisateurs" });
        await Assertions.Expect(heading).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByText("53 utilisateurs", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Précédents" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(50);

        await page.GetByText("Profil :").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Enseignant", Exact = true }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("1 utilisateur", new() { Exact = true })).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Tout effacer" }).PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await Assertions.Expect(heading).ToBeFocusedAsync();
        await page.GetByText("Établissement :").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = school.Name }).ClickAsync();
        await page.GetByText("Classe :").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "3e A", Exact = true }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(2);

        // What the URLs show, a colleague sees too.
        var filtered = page.Url;
        await page.GotoAsync(second);
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await page.GotoAsync(filtered);
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task The_keyboard_alone_filters_the_list_turns_its_pages_and_opens_an_account()
    {
        var (school, agent) = await SchoolAsync();
        for (var n = 0; n < 51; n++) await app.People.AccountAsync($"Élève{n:D2}", "Ana", [school]);
        var teacher = await app.People.AccountAsync("Zola", "Émile", [school], a => a.Profile = Profile.Teacher);
        var page = (await app.ArriveAsync(browser, agent, "/console/utilisateurs")).Page;
        var (rows, heading) = (page.Locator("tbody tr"), page.GetByRole(AriaRole.Heading, new() { Name = "Liste des utilisateurs" }));
        await Assertions.Expect(rows).ToHaveCountAsync(50);

        await page.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Suivants" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(heading).ToBeFocusedAsync();

        await page.TabToAsync(page.Locator("summary", new() { HasText = "Profil :" }), "Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Enseignant", Exact = true }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(heading).ToBeFocusedAsync();

        await page.TabToAsync(rows.First.GetByRole(AriaRole.Link));
        await page.Keyboard.PressAsync("Enter");
        await page.ArrivesAtAsync($"**/console/utilisateurs/{teacher.Id}");
    }

    [Fact]
    public async Task The_page_is_accessible_with_its_lists_open_and_closed()
    {
        var (school, agent) = await SchoolAsync();
        for (var n = 0; n < 25; n++) await app.People.AccountAsync("Martin", $"Ana{n}", [school]);
        var visitor = await app.ArriveAsync(browser, agent, "/console/utilisateurs");
        await visitor.AssertAccessibleAsync();
        await Box(visitor.Page).FillAsync("martin");
        await Assertions.Expect(Options(visitor.Page)).ToHaveCountAsync(20);
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(visitor.Page.Locator("[role=option][aria-selected=true]")).ToHaveCountAsync(1);
        await visitor.AssertAccessibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Page.GetByText("Profil :").ClickAsync();
        await visitor.AssertAccessibleAsync();
        visitor.AssertNothingWrong();
    }

    private async Task<(School School, Actor Agent)> SchoolAsync()
    {
        var school = await app.People.SchoolAsync();
        return (school, await app.People.OperatorAsync(Function.Support, [school]));
    }

    private static ILocator Box(IPage page) => page.GetByRole(AriaRole.Combobox);

    private static ILocator Options(IPage page) => page.GetByRole(AriaRole.Option);
}
