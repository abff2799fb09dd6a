using AdminConsole.Making;

namespace AdminConsole.Commands;

/// <summary>What the program says when it cannot start: plain sentences, every key at once, and an exit code.</summary>
public sealed class StartTests(TestCluster cluster)
{
    [Fact]
    public async Task Each_missing_key_is_named_in_one_go()
    {
        var (code, output) = await ConsoleProcess.RunAsync("Production", []);
        Assert.NotEqual(0, code);
        foreach (var key in (string[])["ConnectionStrings:AdminConsole", "Mail:Host", "Mail:From", "Site:Hosts", "Site:PublicUrl"])
            Assert.Contains($"  {key} is missing", output);
        Assert.DoesNotContain("   at ", output);
    }

    [Fact]
    public async Task Each_wrong_key_is_named_in_one_go()
    {
        var (code, output) = await ConsoleProcess.RunAsync("Production", new Dictionary<string, string>(ProductionApp.Settings)
        {
            ["ConnectionStrings:AdminConsole"] = "Host=127.0.0.1",
            ["Site:PublicUrl"] = "http://ent.example.org",
            ["Site:Proxies:0"] = "everybody",
            ["Mail:Port"] = "smtp",
            ["Sessions:AbsoluteHours"] = "99",
            ["Passwords:MinimumLength"] = "6",
        });
        Assert.NotEqual(0, code);
        foreach (var key in (string[])["ConnectionStrings:AdminConsole", "Site:PublicUrl", "Site:Proxies:0", "Mail:Port", "Sessions:AbsoluteHours", "Passwords:MinimumLength"])
            Assert.Contains($"  {key} ", output);
        Assert.DoesNotContain("   at ", output);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://localhost:0;http://[::]:0")]
    public async Task Development_does_not_listen_beyond_this_machine(string urls)
    {
        var database = await cluster.NewDatabaseAsync();
        var (code, output) = await ConsoleProcess.RunAsync("Development", new Dictionary<string, string>
        {
            ["ConnectionStrings:AdminConsole"] = database.Application,
            ["ASPNETCORE_URLS"] = urls,
        });
        Assert.NotEqual(0, code);
        Assert.Contains("  urls reaches beyond this machine", output);
        Assert.Contains("Demo:AllowRemote", output);
    }

    [Fact]
    public async Task Development_listens_beyond_this_machine_when_told_so()
    {
        var database = await cluster.NewDatabaseAsync();
        await using var run = ConsoleProcess.Start("Development", new Dictionary<string, string>
        {
            ["ConnectionStrings:AdminConsole"] = database.Application,
            ["ConnectionStrings:AdminConsoleOwner"] = database.Owner,
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:0",
            ["Demo:AllowRemote"] = "true",
        });
        await run.ListeningAsync();
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_a_sentence()
    {
        var (code, output) = await ConsoleProcess.RunAsync("Production", new Dictionary<string, string>(ProductionApp.Settings)
        {
            ["ConnectionStrings:AdminConsole"] = "Host=127.0.0.1;Port=9;Database=console;Username=console_app;Timeout=2",
        });
        Assert.NotEqual(0, code);
        Assert.Contains("does not answer", output);
        Assert.DoesNotContain("   at ", output);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_answered_by_those_that_do()
    {
        var (code, output) = await ConsoleProcess.RunAsync("Production", [], "migrat");
        Assert.NotEqual(0, code);
        Assert.Contains("There is no command migrat.", output);
        Assert.Contains("create-admin", output);
    }
}
