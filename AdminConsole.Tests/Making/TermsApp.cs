using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Hosting;

namespace AdminConsole.Making;

/// <summary>The application with terms of use, which hold what a careless author may write.</summary>
public sealed class TermsApp(TestCluster cluster) : ConsoleApp(cluster)
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"conditions-{Guid.NewGuid():N}.md");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(file);
    }

    protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        File.WriteAllText(file, """
            # Charte d'utilisation

            Soyez **gentils**. <script>alert(1)</script> <b onclick="x">gras</b>

            - Un mot de passe ne se prête pas.
            - [Ailleurs](https://evil.example.com/), [ici](/aide), [piège](javascript:alert(1))
            """);
        builder.UseSetting("Terms:File", file);
    }
}
