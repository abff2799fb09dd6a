using AdminConsole.Shell;

namespace AdminConsole.Development;

/// <summary>Tells whoever started the console in Development where to go.</summary>
internal static class Welcome
{
    /// <summary>Prints the address, and the sign-ins if demo people are there, as soon as the server listens; nothing outside Development.</summary>
    public static void AnnounceWhenReady(this WebApplication app, PrivatePostgres? postgres)
    {
        if (app.Environment.IsDevelopment())
        {
            var demo = app.Configuration.GetSection(DemoOptions.Section).Get<DemoOptions>() ?? new();
            app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(Text(app, postgres is not null && demo.Accounts > 0)));
        }
    }

    private static string Text(WebApplication app, bool withSignIns)
    {
        var signIns = !withSignIns ? "" : $"""

            Demo sign-ins, all with the password {DemoSignIn.Password}
            {string.Join('\n', DemoSignIn.All.Select(who => $"  {who.Login,-16}{who.Role}"))}

            """;
        return $"""

            AdminConsole is ready: {app.Urls.First().TrimEnd('/')}/connexion
            {signIns}
            Ctrl+C stops everything.

            """;
    }
}
