using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Hosting;

namespace AdminConsole.Making;

/// <summary>The application in Production behind a proxy on this machine, as ent.example.org; nothing listens where it would send mail.</summary>
public sealed class ProductionApp(TestCluster cluster) : ConsoleApp(cluster)
{
    public const string Host = "ent.example.org";

    /// <summary>The settings without which Production does not start, but for the database.</summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["Site:Name"] = "ENT d'essai",
        ["Site:PublicUrl"] = $"https://{Host}/",
        ["Site:Hosts:0"] = Host,
        ["Site:Proxies:0"] = "127.0.0.1",
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = "9",
        ["Mail:From"] = $"ne-pas-repondre@{Host}",
    };

    /// <summary>Somebody whose requests come through the proxy.</summary>
    public FormClient NewClient() => Through(Address);

    public static FormClient Through(Uri address) => new(address)
    {
        Headers = { ["Host"] = Host, ["X-Forwarded-Proto"] = "https", ["X-Forwarded-For"] = "203.0.113.9" },
    };

    protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Production");
        builder.UseStaticWebAssets();
        // Files as they were built, compressed: as a published application sends them.
        builder.UseSetting("ReloadStaticAssetsAtRuntime", "false");
        foreach (var (key, value) in Settings) builder.UseSetting(key, value);
    }
}
