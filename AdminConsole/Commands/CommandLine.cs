using System.Data.Common;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;

namespace AdminConsole.Commands;

/// <summary>
/// What happens between building the application and serving: the configuration is checked, a command is run, the database is
/// looked at. Whoever starts it reads plain sentences, never a stack trace.
/// </summary>
internal static partial class CommandLine
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage = """
        AdminConsole                serves the site
        AdminConsole migrate        creates the database's structure or brings it up to date
        AdminConsole create-admin --login L --family F --given G --email E
                                    creates a central administrator and prints a link to choose the password
        AdminConsole recover-operator LOGIN [--mail ADDRESS] [--clear-second-factor]
                                    for a central administrator whom nobody can help in the console: prints a link to choose
                                    a new password, or sends it to the address; clears a lost second factor if that is asked
                                    for; the contacts on record are told
        AdminConsole verify-journal [--contains DIGEST]
                                    checks that no sealed row of the journal was altered, removed or inserted; with a digest
                                    that an earlier check printed, that the chain still holds it
        AdminConsole erase-account ID|LOGIN [--dry-run]
                                    erases one person on request, everywhere but the journal, which holds only ids; with
                                    --dry-run it lists what would go
        AdminConsole bounce         reads a delivery status notification from standard input: docs/bounces.md
        AdminConsole import FILE... [--school UAI] [--dry-run] [--remove-absent] [--many-absent] [--rejected FOLDER]
                                    takes accounts in from CSV files: docs/imports.md. Ends with 0 when all was taken, 3 when
                                    lines were left out, 4 when more than a fifth of a school would go
        AdminConsole purge          deletes accounts whose 90 days are over, and journal rows older than Journal:RetentionMonths
        """;

    /// <summary>The exit code when everything is said; null when the site is to be served.</summary>
    public static async Task<int?> RunCommandAsync(this WebApplication app, string[] args)
    {
        try
        {
            return await RunAsync(app, args, app.Lifetime.ApplicationStopping);
        }
        catch (Exception fault) when (fault is DbException or TimeoutException || Outage.Caused(fault))
        {
            return Say(Failed, "The database did not take it: " + fault.GetBaseException().Message);
        }
    }

    private static async Task<int?> RunAsync(WebApplication app, string[] args, CancellationToken cancel)
    {
        if (args is ["--help" or "-h" or "help", ..])
        {
            Console.WriteLine(Usage);
            return Done;
        }
        var command = args is [var first, ..] && !first.StartsWith('-') ? first : null;
        if (command is not (null or "migrate" or "create-admin" or "recover-operator" or "verify-journal" or "purge" or "bounce" or "erase-account" or "import")) return Say(Misused, $"There is no command {command}.{Environment.NewLine}{Usage}");

        var development = app.Environment.IsDevelopment();
        var faults = new SettingsCheck(app.Configuration, development).Find().Concat(StartCheck.Find(app.Configuration, development)).ToList();
        if (faults is not []) return Say(Misused, Explain(faults));

        var setup = app.Services.GetRequiredService<DatabaseSetup>();
        if (command is "migrate" || (command is null && development)) await setup.MigrateAsync(cancel);
        return await setup.LookAsync(cancel) switch
        {
            DatabaseState.Unreachable => Say(Failed, "The database of ConnectionStrings:AdminConsole does not answer."),
            DatabaseState.MigrationsPending => Say(Failed, "The database's structure is older than this program. Run: AdminConsole migrate"),
            DatabaseState.Ready => await WithDatabaseAsync(app, command is null ? [] : args, setup, cancel),
        };
    }

    private static async Task<int?> WithDatabaseAsync(WebApplication app, string[] args, DatabaseSetup setup, CancellationToken cancel)
    {
        if (!await setup.KeepsJournalAsync(cancel) && !app.Environment.IsDevelopment()) Log.JournalNotKept(app.Logger);
        if (args is [] && SaysPasswordInTheClear(app.Configuration.GetSection(MailOptions.Section).Get<MailOptions>())) Log.PasswordInTheClear(app.Logger);
        switch (args)
        {
            case ["migrate", ..]:
                Console.WriteLine("The database is up to date.");
                return Done;
            case ["create-admin", .. var values]:
                return await CreateAdmin.RunAsync(app, values, cancel);
            case ["recover-operator", .. var values]:
                return await RecoverOperator.RunAsync(app, values, cancel);
            case ["verify-journal", .. var values]:
                return await VerifyJournal.RunAsync(app, values, cancel);
            case ["erase-account", .. var values]:
                return await EraseAccount.RunAsync(app, values, cancel);
            case ["bounce"]:
                return await Bounce.RunAsync(app, cancel);
            case ["bounce", ..]:
                return Say(Misused, "bounce takes nothing, and reads a notification from standard input.");
            case ["import", .. var values]:
                return await ImportFromFiles.RunAsync(app, values, cancel);
            case ["purge"]:
                return await PurgeOld.RunAsync(app, cancel);
            case ["purge", ..]:
                return Say(Misused, "purge takes nothing: Journal:RetentionMonths says how long the journal is kept.");
            default:
                return null;
        }
    }

    /// <summary>To another machine, that is.</summary>
    internal static bool SaysPasswordInTheClear(MailOptions? mail) =>
        mail is { Security: MailSecurity.None, User.Length: > 0, Host: { } host } && host is not ("localhost" or "::1") && !host.StartsWith("127.", StringComparison.Ordinal);

    private static string Explain(List<SettingFault> faults) => string.Join(Environment.NewLine,
        [
            $"AdminConsole does not start: {faults.Count} setting{(faults.Count == 1 ? "" : "s")} to correct. appsettings.Example.json explains each.",
            .. faults.Select(f => $"  {f.Key} {f.Expected}."),
            $"As an environment variable a key is written with __ for each colon: {faults[0].Key.Replace(":", "__", StringComparison.Ordinal)}",
        ]);

    internal static int Say(int code, string text)
    {
        Console.Error.WriteLine(text);
        return code;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The application's role may change the journal: give ConnectionStrings:AdminConsoleOwner a role of its own and run « migrate »")]
        public static partial void JournalNotKept(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Mail:Password crosses the network unencrypted, and so do the links in the mails: Mail:Security should be StartTls")]
        public static partial void PasswordInTheClear(ILogger logger);
    }
}
