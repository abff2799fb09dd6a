using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminConsole.Journeys;

/// <summary>A password is judged while it is typed, in words, and nothing waits for it.</summary>
[Collection(nameof(JourneyCollection))]
public sealed class TypedPasswordTests(MailedApp app, Browser browser)
{
    private const string Good = "cactus-tambour-vallon-biscuit-lune";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_typed_is_judged_in_words_as_it_changes()
    {
        var (visitor, page) = await OpenAsync();
        var verdict = page.GetByRole(AriaRole.Status);
        await Expect(verdict).ToHaveTextAsync("");
        await Expect(verdict).ToHaveAttributeAsync("aria-live", "polite");

        await page.Field("Nouveau mot de passe").PressSequentiallyAsync("jeanne");
        await Expect(verdict).ToContainTextAsync("Trop facile à deviner. Il est trop court");
        await Expect(verdict).ToContainTextAsync("« jeanne »");
        await visitor.AssertAccessibleAsync();
        await page.Field("Nouveau mot de passe").FillAsync("court");
        await Expect(verdict).ToHaveTextAsync("Il est trop court : il faut au moins 12 caractères. Mettez plusieurs mots à la suite.");
        await page.Field("Nouveau mot de passe").FillAsync(Good);
        await Expect(verdict).ToHaveTextAsync("Très bon mot de passe.");
        await visitor.AssertAccessibleAsync();
        await page.Field("Nouveau mot de passe").FillAsync("");
        await Expect(verdict).ToHaveTextAsync("");
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task The_latest_text_wins_and_saving_waits_for_no_answer()
    {
        var (visitor, page) = await OpenAsync();
        var held = new TaskCompletionSource();
        var asked = new List<string>();
        var abandoned = 0;
        page.RequestFailed += (_, _) => Interlocked.Increment(ref abandoned);
        await page.RouteAsync("**/mot-de-passe/verification", async route =>
        {
            asked.Add(System.Web.HttpUtility.ParseQueryString(route.Request.PostData!)["password"]!);
            if (asked.Count == 1) await held.Task;
            await route.ContinueAsync();
        });
        await page.Field("Nouveau mot de passe").FillAsync("court");
        await Eventually.TrueAsync(() => asked.Count == 1, "the first question");
        await page.Field("Nouveau mot de passe").FillAsync(Good);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Très bon mot de passe.");
        // Its answer can come no more.
        await Eventually.TrueAsync(() => abandoned == 1, "the first question is given up");
        held.SetResult();
        Assert.Equal(["court", Good], asked);

        await page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        await page.RouteAsync("**/mot-de-passe/verification", route => route.AbortAsync());
        await page.ChooseAsync(Good);
        await Expect(page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_confirmation_that_differs_is_told_on_leaving_it()
    {
        var (visitor, page) = await OpenAsync();
        var told = page.GetByText("Les deux mots de passe ne sont pas les mêmes.");
        await page.Field("Nouveau mot de passe").FillAsync(Good);
        await page.Field("Confirmation").PressSequentiallyAsync("cactus");
        await Expect(told).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(told).ToBeVisibleAsync();
        await Expect(page.Field("Confirmation")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Field("Confirmation")).ToHaveAccessibleDescriptionAsync("Les deux mots de passe ne sont pas les mêmes.");
        await visitor.AssertAccessibleAsync();
        await page.Field("Confirmation").FillAsync(Good);
        await Expect(told).ToBeHiddenAsync();
        await Expect(page.Field("Confirmation")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        visitor.AssertNothingWrong();
    }

    [Fact]
    public async Task Enter_saves_and_what_was_refused_is_told_anew_as_soon_as_it_changes()
    {
        var (visitor, page) = await OpenAsync();
        await page.Field("Nouveau mot de passe").FillAsync("motdepasse");
        await page.Field("Confirmation").FillAsync("motdepasse");
        await page.Field("Confirmation").PressAsync("Enter");
        await Expect(page.Field("Nouveau mot de passe")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Field("Nouveau mot de passe").FillAsync(Good);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Très bon mot de passe.");
        await Expect(page.Field("Nouveau mot de passe")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await page.Field("Confirmation").FillAsync(Good);
        await page.Field("Confirmation").PressAsync("Enter");
        await Expect(page.Heading("Votre mot de passe a été changé")).ToBeVisibleAsync();
        visitor.AssertNothingWrong();
    }

    private async Task<(Visitor Visitor, IPage Page)> OpenAsync()
    {
        var pupil = await app.People.AccountAsync("DUPONT", "Jeanne", [await app.People.SchoolAsync()]);
        await using var db = app.Database.Open();
        var issued = await app.Services.GetRequiredService<ResetTokens>().IssueAsync(
            db, new(pupil.Id, TokenOrigin.Operator, TokenCarrier.Mail, TimeSpan.FromHours(1)), await db.NowAsync(Cancel), Cancel);
        await db.SaveChangesAsync(Cancel);
        var visitor = await app.VisitorAsync(browser);
        await visitor.Page.GotoAsync("/reinitialisation/" + issued.Secret);
        return (visitor, visitor.Page);
    }
}
