using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;

namespace AdminConsole.Commands;

/// <summary>« recover-operator » as whoever holds the server runs it.</summary>
public sealed partial class RecoverOperatorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_way_in_is_printed_for_a_central_administrator_and_misuse_prints_none()
    {
        var school = await database.People.SchoolAsync();
        var admin = await database.People.ReadAsync((await database.People.OperatorAsync(Function.CentralAdmin, [school])).AccountId);
        var settings = new Dictionary<string, string>(ProductionApp.Settings) { ["ConnectionStrings:AdminConsole"] = database.ApplicationConnection };

        var shown = await ConsoleProcess.RunAsync("Production", settings, "recover-operator", admin.Login, "--clear-second-factor");
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("There was no second factor to clear.", shown.Output);
        var secret = Link().Match(shown.Output).Groups[1].Value;
        Assert.Equal(LinkState.Usable, (await database.Get<PasswordChoice>().LookAsync(secret, TestContext.Current.CancellationToken)).State);
        Assert.Matches("[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", shown.Output);
        Assert.Contains("No contact is on record", shown.Output);

        var misspelt = await ConsoleProcess.RunAsync("Production", settings, "recover-operator", admin.Login, "--email", "secours@example.org");
        Assert.Equal(2, misspelt.ExitCode);
        Assert.DoesNotMatch(Link(), misspelt.Output);
        var help = await ConsoleProcess.RunAsync("Production", settings, "--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("recover-operator LOGIN [--mail ADDRESS] [--clear-second-factor]", help.Output);
    }

    [GeneratedRegex("https://ent\\.example\\.org/reinitialisation/([A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
}
