using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Shell;

public sealed class LanguageLinkTests : BunitContext
{
    [Theory]
    [InlineData("connexion", "/connexion?lang=en")]
    [InlineData("connexion?lang=fr", "/connexion?lang=en")]
    [InlineData("console/utilisateurs?q=le%20goff", "/console/utilisateurs?q=le%20goff&lang=en")]
    public void The_same_page_with_what_it_shows_and_without_a_host(string here, string there)
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo(here);
        Assert.Equal(there, Urls.InLanguage(navigation, "en"));
    }

    [Fact]
    public void The_link_leads_to_the_other_language() => Assert.Equal(("fr", "en"), (Language.Current, Language.Other));
}
