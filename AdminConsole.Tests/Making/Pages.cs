using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace AdminConsole.Making;

/// <summary>What people find on the pages, by the names that they see or hear: those names are a contract.</summary>
public static class Pages
{
    private const int Stops = 60;

    /// <summary>Until the circuit is up: before, a page of the console answers nothing.</summary>
    public static Task ReadyAsync(this IPage page) => page.Locator("main:not([aria-busy])").WaitForAsync();

    public static async Task OpenAsync(this IPage page, string url)
    {
        await page.GotoAsync(url);
        await page.ReadyAsync();
    }

    /// <summary>
    /// Waits until the address is this one, in which ** stands for anything. Playwright's own waiting misses a navigation that happens
    /// while it begins to wait.
    /// </summary>
    public static Task ArrivesAtAsync(this IPage page, string address) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal)}$"));

    public static async Task SignInAsync(this IPage page, string login, string password)
    {
        await page.GotoAsync("/connexion");
        await page.Field("Identifiant").FillAsync(login);
        await page.Field("Mot de passe").FillAsync(password);
        await page.Button("Se connecter").ClickAsync();
    }

    /// <summary>« Choisissez votre mot de passe », filled in and saved.</summary>
    public static async Task ChooseAsync(this IPage page, string password)
    {
        await page.Field("Nouveau mot de passe").FillAsync(password);
        await page.Field("Confirmation").FillAsync(password);
        await page.Button("Enregistrer").ClickAsync();
    }

    public static ILocator Field(this IPage page, string label) => page.GetByLabel(label, new() { Exact = true });

    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true, Level = 1 });

    public static ILocator SearchBox(this IPage page) => page.GetByRole(AriaRole.Combobox, new() { Name = "Rechercher un utilisateur" });

    public static ILocator Hits(this IPage page) => page.GetByRole(AriaRole.Option);

    /// <summary>The part of a fiche with which a reset is sent.</summary>
    public static ILocator ResetCard(this IPage page) => page.GetByRole(AriaRole.Group, new() { Name = "Réinitialisation de mot de passe" });

    public static ILocator Send(this IPage page) => page.Button("Envoyer par courriel");

    /// <summary>What the fiche says has happened to the latest message of a kind.</summary>
    public static ILocator Step(this IPage page, string step) =>
        page.GetByRole(AriaRole.Region, new() { Name = "Messages" }).Locator(".done").Filter(new() { HasText = step }).First;

    /// <summary>The Tab key alone until the focus is there.</summary>
    public static async Task TabToAsync(this IPage page, ILocator target, string key = "Tab")
    {
        for (var stop = 0; stop < Stops; stop++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await page.Keyboard.PressAsync(key);
        }
        Assert.Fail($"{Stops} stops of {key} did not lead to {target}.");
    }

}
