using System.Diagnostics;
using System.Net.Http.Json;

namespace AdminConsole.Making;

/// <summary>The certified oidc-provider as a process of its own, and what it is told to do instead of what it should.</summary>
public sealed class IdentityProvider : IAsyncLifetime
{
    private readonly HttpClient control = new();
    private Process? process;

    /// <summary>Its issuer.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where the scripts put it: test.sh fetches it.</summary>
    private static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "AdminConsole.sln"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var modules = Path.Combine(Root, ".tools", "oidc-provider", "node_modules");
        Assert.True(Directory.Exists(modules), "The identity provider is missing: ./test.sh fetches it.");
        process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Root, "AdminConsole.Tests", "Making", "oidc-provider.mjs"), modules])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Address = new(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The identity provider ended."));
    }

    /// <summary>Tells it of the site that people come from.</summary>
    public Task KnowAsync(Uri site, bool claimsOnlyByUserInfo = false) => TellAsync(new
    {
        client = new
        {
            redirect_uris = new[] { new Uri(site, "/signin-oidc").ToString() },
            post_logout_redirect_uris = new[] { new Uri(site, "/signout-callback-oidc").ToString() },
        },
        conform = claimsOnlyByUserInfo,
    });

    /// <summary>What it does wrong from now on: see its script; null for nothing.</summary>
    public Task TrickAsync(string? trick) => TellAsync(new { trick });

    /// <summary>Signs with a new key, and publishes no other.</summary>
    public Task RotateAsync() => TellAsync(new { rotate = true });

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        if (process is null) return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task TellAsync(object what)
    {
        using var answer = await control.PostAsJsonAsync(new Uri(Address, "/control"), what, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
