using System.Globalization;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Model;

public sealed class SignalLanguageTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Each_subscriber_hears_in_the_language_that_it_subscribed_in()
    {
        using var signals = ActivatorUtilities.CreateInstance<Signals>(database.Services);
        var heard = new Dictionary<string, (string Numbers, string Texts)>();
        var own = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        foreach (var language in (string[])["fr-FR", "en-GB"])
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            signals.Subscribe(Signal.ImportChanged, Guid.Empty, () => heard[language] = (CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name));
        }
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = own;

        // Once its connection stands, every subscriber is told.
        await signals.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => heard.Count == 2, "both were told");
        await signals.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("fr-FR", "fr-FR"), heard["fr-FR"]);
        Assert.Equal(("en-GB", "en-GB"), heard["en-GB"]);
    }
}
