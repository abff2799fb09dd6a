using System.Text;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>The sheets as Chromium prints them: so many slips on each, every class on a sheet of its own, no slip across two.</summary>
public sealed partial class SlipSheetsTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    /// <summary>What a sheet of A4 leaves between its margins, in CSS pixels.</summary>
    private const int SheetWidth = 703;

    [Fact]
    public async Task One_two_and_eight_go_on_a_sheet_and_none_is_broken()
    {
        var school = await app.People.SchoolAsync("Collège Antoine-de-Saint-Exupéry-et-de-la-Résistance", "Saint-Fargeau-Ponthierry");
        for (var i = 0; i < 10; i++) await app.People.AccountAsync(i == 0 ? "De La Rochefoucauld-Montmorency d’Albert de Luynes" : $"Petit{i}", "Marie-Capucine-Apolline", [school], a => a.Login = $"marie-capucine.delarochefoucauld{i}", "6e A");
        for (var i = 0; i < 3; i++) await app.People.AccountAsync($"Grand{i}", "Ida", [school], className: "6e B");
        var local = await app.People.OperatorAsync(Function.LocalAdmin, [school]);
        var visitor = await app.ArriveAsync(browser, local, $"/console/bordereaux?etablissement={school.Id}");
        var page = visitor.Page;
        await page.GetByText("tout le monde").ClickAsync();
        await page.Field("Motif").FillAsync("Rentrée");
        await page.Button("Préparer les bordereaux").ClickAsync();
        await page.Locator(".slips").WaitForAsync();
        Assert.Equal(13, await page.Locator(".slip").CountAsync());

        // 6e A: 10; 6e B: 3.
        foreach (var (perSheet, sheets) in ((string, int)[])[("8", 2 + 1), ("2", 5 + 2), ("1", 13)])
        {
            await page.GetByRole(AriaRole.Group, new() { Name = "Par feuille A4" }).GetByText(perSheet, new() { Exact = true }).ClickAsync();
            await page.Locator($".slips[data-per-sheet='{perSheet}']").WaitForAsync();
            var printed = Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }));
            Assert.Equal((perSheet, sheets), (perSheet, Sheet().Count(printed)));
            Assert.Matches(A4(), printed);
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            await page.SetViewportSizeAsync(SheetWidth, 1000);
            Assert.Empty(await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.slip')].filter(s => s.scrollHeight > s.clientHeight + 1 || s.scrollWidth > s.clientWidth + 1).map(s => `${s.clientHeight} ${s.scrollHeight} ${s.clientWidth} ${s.scrollWidth}`)"));
            await page.EmulateMediaAsync(new() { Media = Media.Null });
            await page.SetViewportSizeAsync(1366, 900);
        }
        visitor.AssertNothingWrong();
    }

    [GeneratedRegex(@"/Type /Page\b(?!s)")]
    private static partial Regex Sheet();

    [GeneratedRegex(@"/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]")]
    private static partial Regex A4();
}
