using System.Net;
using System.Text.RegularExpressions;
using AdminConsole.Making;

namespace AdminConsole.Commands;

/// <summary>From an empty database to the first operator in the console, in Production, by what the documentation says and nothing else.</summary>
public sealed partial class FirstInstallationTests(TestCluster cluster)
{
    private const string Password = "Sept-lamas-dansent-au-bord-du-lac";

    [Fact]
    public async Task The_first_operator_comes_in()
    {
        var database = await cluster.NewEmptyDatabaseAsync();
        var settings = new Dictionary<string, string>(ProductionApp.Settings)
        {
            ["ConnectionStrings:AdminConsole"] = database.Application,
            ["ConnectionStrings:AdminConsoleOwner"] = database.Owner,
        };
        string[] admin = ["create-admin", "--login", "claire.martin", "--family", "Martin", "--given", "Claire", "--email", "claire.martin@example.org"];

        var early = await ConsoleProcess.RunAsync("Production", settings);
        Assert.Equal(1, early.ExitCode);
        Assert.Contains("AdminConsole migrate", early.Output);
        var tooEarly = await ConsoleProcess.RunAsync("Production", settings, admin);
        Assert.Equal(1, tooEarly.ExitCode);

        Assert.Equal(0, (await ConsoleProcess.RunAsync("Production", settings, "migrate")).ExitCode);
        Assert.Equal(0, (await ConsoleProcess.RunAsync("Production", settings, "migrate")).ExitCode);

        var created = await ConsoleProcess.RunAsync("Production", settings, admin);
        Assert.Equal(0, created.ExitCode);
        var link = new Uri(Link().Match(created.Output).Value);
        var again = await ConsoleProcess.RunAsync("Production", settings, admin);
        var newer = new Uri(Link().Match(again.Output).Value);
        Assert.NotEqual(link, newer);

        await using var site = ConsoleProcess.Start("Production", settings);
        using var visitor = ProductionApp.Through(await site.ListeningAsync());
        using var ready = await visitor.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        using var chosen = await visitor.SubmitAsync(newer.PathAndQuery, ("password", Password), ("confirmation", Password));
        using var entered = await visitor.SignInAsync("Claire.Martin", Password);
        // No console before a second factor is set up, and then the way back.
        Assert.Equal("https://ent.example.org/connexion/second-facteur", entered.Headers.Location?.ToString());
        using var console = await visitor.GetAsync("/console");
        Assert.Equal("/connexion/second-facteur?returnUrl=%2Fconsole", console.Headers.Location?.ToString());
        using var own = await visitor.GetAsync("/mon-compte");
        Assert.EndsWith("/connexion/second-facteur?returnUrl=%2Fmon-compte", own.Headers.Location?.ToString(), StringComparison.Ordinal);
        using var factor = await visitor.GetAsync("/connexion/second-facteur");
        Assert.Contains("Protégez votre compte", await factor.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Who has chosen a password gets no other by the command.
        var late = await ConsoleProcess.RunAsync("Production", settings, admin);
        Assert.Equal(1, late.ExitCode);
        Assert.Contains("This login is taken", late.Output);
        Assert.DoesNotContain(newer.Segments[^1], site.Output);
    }

    [Fact]
    public async Task What_is_wrong_with_the_first_operator_is_said()
    {
        var database = await cluster.NewDatabaseAsync();
        var settings = new Dictionary<string, string>(ProductionApp.Settings) { ["ConnectionStrings:AdminConsole"] = database.Application };

        var missing = await ConsoleProcess.RunAsync("Production", settings, "create-admin", "--login", "a.b");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("--family, --given, --email", missing.Output);
        var login = await ConsoleProcess.RunAsync("Production", settings, "create-admin", "--login", "a b", "--family", "B", "--given", "A", "--email", "a@example.org");
        Assert.Equal(2, login.ExitCode);
        Assert.Contains("--login", login.Output);
    }

    [GeneratedRegex("https://ent\\.example\\.org/reinitialisation/[A-Za-z0-9_-]{43}")]
    private static partial Regex Link();
}
