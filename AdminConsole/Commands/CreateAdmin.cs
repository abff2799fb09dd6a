using System.Globalization;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Domain.Recovery;
using AdminConsole.Shell;
using Microsoft.Extensions.Options;

namespace AdminConsole.Commands;

/// <summary>« create-admin »: the operator whom nobody could have created in the console.</summary>
internal static class CreateAdmin
{
    public static async Task<int> RunAsync(WebApplication app, string[] args, CancellationToken cancel)
    {
        // Not the application's configuration: a variable of the environment may be called EMAIL.
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        var missing = ((string[])["login", "family", "given", "email"]).Where(name => string.IsNullOrWhiteSpace(settings[name])).ToList();
        if (missing is not []) return CommandLine.Say(2, "create-admin also needs " + string.Join(", ", missing.Select(name => "--" + name)));

        var result = await app.Services.GetRequiredService<FirstOperator>()
            .CreateAsync(settings["login"]!, settings["family"]!, settings["given"]!, settings["email"]!, cancel);
        return result.Outcome switch
        {
            FirstOperatorOutcome.Created or FirstOperatorOutcome.LinkRenewed => Show(app, result),
            FirstOperatorOutcome.LoginMalformed => CommandLine.Say(2, "--login must be made of a-z, 0-9, dots and hyphens, 64 at most."),
            FirstOperatorOutcome.NameMalformed => CommandLine.Say(2, "--family and --given must be names of 200 characters at most."),
            FirstOperatorOutcome.EmailMalformed => CommandLine.Say(2, "--email must be one mail address alone."),
            FirstOperatorOutcome.LoginTaken => CommandLine.Say(1, "This login is taken. Nothing was changed."),
        };
    }

    private static int Show(WebApplication app, FirstOperatorResult result)
    {
        // In Development it is the address listened on, and a command does not listen.
        var site = app.Services.GetRequiredService<IOptions<SiteOptions>>().Value.PublicUrl?.AbsoluteUri ?? "http://localhost:5080/";
        Console.WriteLine(result.Outcome is FirstOperatorOutcome.Created ? "The central administrator is created." : "There is a new link; earlier ones no longer work.");
        Console.WriteLine("He chooses the password here; the link works once, until " + result.ExpiresAt!.Value.ToString("u", CultureInfo.InvariantCulture) + ":");
        Console.WriteLine(new Uri(new Uri(site.TrimEnd('/') + "/"), Urls.ChoosePassword(result.Secret!).TrimStart('/')));
        return 0;
    }
}
