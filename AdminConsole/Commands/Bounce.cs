using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;

namespace AdminConsole.Commands;

/// <summary>« bounce »: one notification from standard input, with the exit codes that mail servers know (sysexits.h).</summary>
internal static class Bounce
{
    private const int NotUnderstood = 65;
    private const int NobodyOfThatName = 67;
    private const int LaterPlease = 75;

    public static async Task<int> RunAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await using var mail = Console.OpenStandardInput();
            var outcome = await app.Services.GetRequiredService<Bounces>().TakeAsync(mail, cancel);
            // To its end, however long: a mail server that cannot finish writing takes that for a failure and tries again.
            await mail.CopyToAsync(Stream.Null, cancel);
            return outcome switch
            {
                BounceOutcome.Marked => Told("The address is marked as refused."),
                BounceOutcome.NotFinal => Told("Not final: nothing was changed."),
                BounceOutcome.NoNotification => CommandLine.Say(NotUnderstood, "This is no delivery status notification (RFC 3464). Nothing was changed."),
                BounceOutcome.UnknownMessage => CommandLine.Say(NobodyOfThatName, "This notification is about no message of ours. Nothing was changed."),
            };
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            return CommandLine.Say(LaterPlease, "The database did not answer. Hand it over again later.");
        }
    }

    private static int Told(string what)
    {
        Console.WriteLine(what);
        return 0;
    }
}
