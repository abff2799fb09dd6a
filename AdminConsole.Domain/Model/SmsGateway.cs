using System.Collections.Frozen;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Model;

/// <summary>Whether SMS are offered on this installation, and to which mobiles (rule 24 of recovery).</summary>
public sealed class SmsGateway(IOptions<SmsOptions> options)
{
    /// <summary>France and what is of France overseas.</summary>
    private static readonly string[] OfFrance = ["FR", "GP", "RE", "MQ", "GF", "YT", "PM", "BL", "MF", "NC", "PF", "WF"];
    private readonly FrozenSet<string> countries =
        (options.Value.Countries is [] ? OfFrance : options.Value.Countries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Development without a gateway shows SMS on a page of its own, and so offers them.</summary>
    public bool OnPage { get; init; }

    public bool Offered => OnPage || options.Value.Provider is not SmsProvider.None;

    /// <summary>True when the text is one mobile number that would be sent to; else <paramref name="fault"/> says why not.</summary>
    public bool TryParse(string? typed, out MobileNumber number, out MobileFault fault)
    {
        if (!MobileNumber.TryParse(typed, out number, out fault)) return false;
        fault = MobileFault.CountryNotServed;
        return countries.Contains(number.Country);
    }

    /// <summary>The mobile on record if an SMS to it would be sent; null when there is none, its gateway refused it, or no SMS is offered.</summary>
    public MobileNumber? ReachOf(Account account) =>
        Offered && account.MobileState is not ContactState.Refused && TryParse(account.Mobile, out var number, out _) ? number : null;
}
