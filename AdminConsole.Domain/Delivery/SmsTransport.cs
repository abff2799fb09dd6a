using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Delivery;

/// <summary>SMS by the gateway of the settings, to the countries and within the budget that they allow (rule 24 of recovery).</summary>
public sealed class SmsTransport(SmsCarrier carrier, SmsGateway gateway, SmsBudget budget) : ITransport
{
    public Channel Channel => Channel.Sms;

    /// <summary>An SMS has no name: what comes twice is read twice, and paid twice.</summary>
    public SendVerdict WithoutAnswer => SendVerdict.Unanswered;

    public async Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        // Settings and national plans change while numbers stay on record; that says nothing of the number.
        if (!gateway.TryParse(message.Recipient, out var number, out _)) return new(SendVerdict.MessageRefused, OwnAnswer.CountryNotServed);
        if (await budget.TakeAsync(cancel) is not { } day)
            return new(SendVerdict.Postponed, OwnAnswer.SmsBudgetSpent) { NotBefore = await budget.RenewedAtAsync(cancel) };
        var answer = await carrier.SendAsync(message with { Recipient = number.Value }, cancel);
        // Whatever may have been sent counts, and so does what a crash leaves in doubt.
        if (answer.Verdict is not (SendVerdict.Accepted or SendVerdict.Unanswered)) await budget.GiveBackAsync(day, cancel);
        return answer;
    }
}
