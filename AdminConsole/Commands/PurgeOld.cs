using System.Data.Common;
using System.Globalization;
using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Journal;

namespace AdminConsole.Commands;

/// <summary>« purge »: what is kept for too long, of what the site itself may not delete.</summary>
internal static class PurgeOld
{
    private const string InsufficientPrivilege = "42501";

    public static async Task<int> RunAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            var accounts = await app.Services.GetRequiredService<AccountDeletion>().PurgeAsync(cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{accounts} accounts were deleted for good, {AccountDeletion.Days} days after they were proposed for it."));
            var result = await app.Services.GetRequiredService<JournalPurge>().PurgeAsync(cancel);
            Console.WriteLine(result.LastId is { } last
                ? string.Create(CultureInfo.InvariantCulture, $"{result.Rows} journal rows were removed, up to {last}. The journal says so, and holds the digest that the rest hangs on.")
                : "No whole batch of the journal is old enough. Nothing was removed from it.");
            return 0;
        }
        catch (DbException refused) when (refused.SqlState is InsufficientPrivilege)
        {
            return CommandLine.Say(1, "The application's role may not delete journal rows. Give this command ConnectionStrings:AdminConsoleOwner. No journal row was removed.");
        }
    }
}
