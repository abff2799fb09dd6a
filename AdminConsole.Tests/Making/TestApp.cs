using System.Diagnostics.CodeAnalysis;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace AdminConsole.Making;

/// <summary>The real application on a real port of this machine.</summary>
public class TestApp : WebApplicationFactory<App>
{
    public TestApp() => UseKestrel(0);

    /// <summary>Base address, known once the server listens.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    public void Listen() => StartServer();

    protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder) => builder.UseEnvironment("Development");
}
