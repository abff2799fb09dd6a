using System.Globalization;
using AdminConsole.Domain.Accounts;

namespace AdminConsole.Commands;

/// <summary>« erase-account »: one person, on request, everywhere but in the journal.</summary>
internal static class EraseAccount
{
    public static async Task<int> RunAsync(WebApplication app, string[] args, CancellationToken cancel)
    {
        var dryRun = args.Contains("--dry-run");
        if (args.Where(arg => arg != "--dry-run").ToArray() is not [var whom] || string.IsNullOrWhiteSpace(whom) || whom.StartsWith('-'))
            return CommandLine.Say(2, "erase-account needs one id or login: erase-account ID|LOGIN [--dry-run]");
        var result = await app.Services.GetRequiredService<AccountErasure>().EraseAsync(whom, dryRun, cancel);
        return result.Outcome switch
        {
            ErasureOutcome.Erased => Show(result, $"Account {result.AccountId} is erased. The journal holds its id, and says so."),
            ErasureOutcome.Looked => Show(result, $"Nothing was changed. Without --dry-run, account {result.AccountId} would be erased:"),
            ErasureOutcome.Unknown => CommandLine.Say(1, "Nobody has this id or login. Nothing was changed."),
            ErasureOutcome.LastCentralAdmin => CommandLine.Say(1, "This is the last central administrator of all schools who can sign in: make another one first. Nothing was changed."),
            ErasureOutcome.ImportUnderWay => CommandLine.Say(1, "An import that is not finished names this person, and would bring the account back: finish or cancel it first. Nothing was changed."),
        };
    }

    private static int Show(ErasureResult result, string first)
    {
        Console.WriteLine(first);
        foreach (var table in result.Rows) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {table.Table}: {table.Rows}"));
        return 0;
    }
}
