using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Hosting;

namespace AdminConsole.Making;

/// <summary>The application with an identity provider beside it, which knows it.</summary>
public class ProviderApp(TestCluster cluster) : ConsoleApp(cluster), IAsyncLifetime
{
    public const string Name = "Mon organisation";

    public IdentityProvider Provider { get; } = new();

    /// <summary>Where who holds no function goes: another host, which sends on to a third one, as portals do.</summary>
    public Uri Portal => new UriBuilder(Provider.Address) { Host = "localhost", Path = "/portail", Query = "page=accueil" }.Uri;

    public new async ValueTask InitializeAsync()
    {
        await Provider.InitializeAsync();
        await base.InitializeAsync();
        await Provider.KnowAsync(Address);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Site:HomeUrl", Portal.ToString());
        foreach (var (key, value) in Settings) builder.UseSetting("Authentication:OpenIdConnect:" + key, value);
    }

    /// <summary>Keys below Authentication:OpenIdConnect.</summary>
    protected virtual IEnumerable<(string Key, string Value)> Settings =>
    [
        ("Authority", Provider.Address.ToString()), ("ClientId", "console"), ("ClientSecret", "a secret of the client, long enough for HS256"), ("DisplayName", Name),
    ];
}

/// <summary>The same, with an answer that the browser posts, and people known by their address.</summary>
public sealed class PostingProviderApp(TestCluster cluster) : ProviderApp(cluster)
{
    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, ("ResponseMode", "FormPost"), ("Scope:0", "email"), ("LoginClaim", "mail"), ("LoginClaimIs", "Email")];
}
