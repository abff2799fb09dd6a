using System.Reflection;
using AdminConsole.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Architecture;

/// <summary>Every page is closed unless it says otherwise, and those that do are named here.</summary>
public sealed class ClosedPagesTests
{
    private static readonly string[] OpenToAll =
    [
        "/", "/guides/parents", "/guides/professeurs", "/probleme-de-connexion", "/probleme-de-connexion/{Who}", "/colleges", "/colleges/{Uai}",
        "/connexion", "/connexion/refus", "/connexion/second-facteur", "/aide", "/reinitialisation/{*token}", "/conditions", "/assistance", "/assistance/vous", "/assistance/enfant", "/assistance/verification", "/assistance/suivi/{*token}", "/mon-compte/confirmation/{*token}", "/mon-compte/annulation/{*token}", "/c/{*token}", "/a/{*token}",
        "/dev/messages", "/erreur", "/introuvable",
    ];

    [Fact]
    public void Only_the_known_pages_are_open()
    {
        var pages = typeof(Shell.App).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).ToList();

        Assert.NotEmpty(pages);
        Assert.Empty(pages.SelectMany(Breaches));
    }

    [Theory]
    [InlineData(typeof(PlantedUnmarkedPage))]
    [InlineData(typeof(PlantedOpenPage))]
    [InlineData(typeof(PlantedConsolePage))]
    public void A_planted_open_page_is_found(Type page) => Assert.NotEmpty(Breaches(page));

    private static IEnumerable<string> Breaches(Type page)
    {
        var open = page.GetCustomAttributes().OfType<IAllowAnonymous>().Any();
        var closed = page.GetCustomAttributes().OfType<IAuthorizeData>().Any();
        var forFunctions = page.GetCustomAttributes().OfType<IAuthorizeData>().Any(a => a.Policy == Policies.Console);
        foreach (var route in page.GetCustomAttributes<RouteAttribute>().Select(r => r.Template))
        {
            if (open && !OpenToAll.Contains(route, StringComparer.OrdinalIgnoreCase)) yield return $"{route} is open to all";
            if (route.StartsWith("/console", StringComparison.OrdinalIgnoreCase) && !forFunctions) yield return $"{route} asks for no function";
            if (!open && !closed) yield return $"{route} says neither who may enter nor that all may";
        }
    }

    [Route("/console/planted"), Authorize]
    private sealed class PlantedConsolePage : ComponentBase;

    [Route("/planted-unmarked")]
    private sealed class PlantedUnmarkedPage : ComponentBase;

    [Route("/planted-open"), AllowAnonymous]
    private sealed class PlantedOpenPage : ComponentBase;
}
