using System.Globalization;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Domain.Recovery;
using AdminConsole.Shell;
using Microsoft.Extensions.Options;

namespace AdminConsole.Commands;

/// <summary>« recover-operator »: the central administrator whom nobody can help in the console.</summary>
internal static class RecoverOperator
{
    private const string ClearFactor = "--clear-second-factor";

    public static async Task<int> RunAsync(WebApplication app, string[] args, CancellationToken cancel)
    {
        if (Read(args) is not { } wish)
        {
            return CommandLine.Say(2, "recover-operator needs a login, and takes one address: recover-operator LOGIN [--mail ADDRESS] [--clear-second-factor]");
        }
        var result = await app.Services.GetRequiredService<LockedOutOperator>().RecoverAsync(wish.Login, wish.Address, wish.ClearFactor, cancel);
        if (wish.ClearFactor && result.Outcome is LockedOutOutcome.Shown or LockedOutOutcome.Sent)
        {
            Console.WriteLine(result.FactorCleared
                ? "The second factor is cleared, with its recovery codes, and the person is told of it: the next sign-in sets one up anew."
                : "There was no second factor to clear.");
        }
        return result.Outcome switch
        {
            LockedOutOutcome.Shown => Show(app, result),
            LockedOutOutcome.Sent => Tell(result, "The message is queued, and is sent by the site while it runs; its link works once, until "),
            LockedOutOutcome.UnknownLogin => CommandLine.Say(1, "Nobody has this login. Nothing was changed."),
            LockedOutOutcome.NoCentralAdmin => CommandLine.Say(1, "This is no central administrator: a colleague of a higher rank helps in the console. Nothing was changed."),
            LockedOutOutcome.Blocked => CommandLine.Say(1, "This account is blocked: another central administrator unblocks it; create-admin makes one. Nothing was changed."),
            LockedOutOutcome.Federated => CommandLine.Say(1, "This person signs in with another service, and has no password here. Nothing was changed."),
            LockedOutOutcome.AddressMalformed => CommandLine.Say(2, "--mail must be one mail address alone. Nothing was changed."),
        };
    }

    /// <summary>Null for anything but a login, at most one address and the one word: what is misspelt must not print a secret instead of sending it.</summary>
    private static (string Login, string? Address, bool ClearFactor)? Read(string[] args)
    {
        string[] left = [.. args.Where(arg => arg != ClearFactor)];
        if (args.Length - left.Length > 1) return null;
        var clear = left.Length < args.Length;
        return left switch
        {
            [var login] when IsValue(login) => (login, null, clear),
            [var login, "--mail", var address] when IsValue(login) && IsValue(address) => (login, address, clear),
            ["--mail", var address, var login] when IsValue(login) && IsValue(address) => (login, address, clear),
            _ => null,
        };
    }

    private static bool IsValue(string arg) => !string.IsNullOrWhiteSpace(arg) && !arg.StartsWith('-');

    private static int Show(WebApplication app, LockedOutResult result)
    {
        // In Development it is the address listened on, and a command does not listen.
        var site = app.Services.GetRequiredService<IOptions<SiteOptions>>().Value.PublicUrl?.AbsoluteUri ?? "http://localhost:5080/";
        Console.WriteLine(new Uri(new Uri(site.TrimEnd('/') + "/"), Urls.ChoosePassword(result.Secret!).TrimStart('/')));
        Console.WriteLine("Or, on the sign-in page in the place of the password: " + result.Provisional);
        return Tell(result, "Give it to nobody but the person. Either works once, and ends the other, until ");
    }

    private static int Tell(LockedOutResult result, string what)
    {
        Console.WriteLine(what + result.ExpiresAt!.Value.ToString("u", CultureInfo.InvariantCulture) + ".");
        Console.WriteLine(result.Told switch
        {
            0 => "No contact is on record, so nobody was told of it.",
            1 => "The contact on record is told of it.",
            _ => "The contacts on record are told of it.",
        });
        return 0;
    }
}
