using System.Globalization;
using AdminConsole.Domain.Journal;

namespace AdminConsole.Commands;

/// <summary>« verify-journal »: 0 when every sealed row is as it was sealed, 1 when one is not.</summary>
internal static class VerifyJournal
{
    public static async Task<int> RunAsync(WebApplication app, string[] args, CancellationToken cancel)
    {
        var expected = args is ["--contains", var digest] ? digest : null;
        if (args is not [] && expected is not { Length: 64 }) return CommandLine.Say(2, "verify-journal takes nothing, or --contains and a digest of 64 digits.");
        var verdict = await app.Services.GetRequiredService<JournalVerification>().VerifyAsync(expected, cancel);
        if (verdict.Fault is { } fault)
        {
            return CommandLine.Say(1, string.Create(CultureInfo.InvariantCulture,
                $"The journal is not as it was sealed: {Words(fault, verdict.EntryId!.Value)} (batch {verdict.SealId}). The {verdict.Sealed} sealed rows before that batch are whole."));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict.Sealed} sealed rows are as they were sealed."));
        Console.WriteLine(verdict.UnsealedSince is { } since
            ? string.Create(CultureInfo.InvariantCulture, $"{verdict.Unsealed} rows are not sealed yet, the first of {since.UtcDateTime:u}.")
            : "None waits for its seal.");
        Console.WriteLine($"Last digest, to be kept elsewhere: {verdict.Head}");
        return verdict.HoldsExpected is false ? CommandLine.Say(1, "The chain does not hold the digest of --contains: its end was cut off or made anew, or the purge has passed it.") : 0;
    }

    private static string Words(JournalFault fault, long id) => fault switch
    {
        JournalFault.RowAltered => string.Create(CultureInfo.InvariantCulture, $"row {id} was altered"),
        JournalFault.RowRemoved => string.Create(CultureInfo.InvariantCulture, $"row {id} was removed"),
        JournalFault.RowInserted => string.Create(CultureInfo.InvariantCulture, $"row {id} was inserted"),
        JournalFault.SealAltered => string.Create(CultureInfo.InvariantCulture, $"the seal of the rows from {id} was altered, or one before it removed"),
        JournalFault.AnchorUnproven => string.Create(CultureInfo.InvariantCulture, $"rows up to {id} are missing, and no purge in the journal says so"),
    };
}
