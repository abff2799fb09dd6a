using AdminConsole.Controls;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>What the card says to an outcome, and where: at a field, at the checks, or below.</summary>
public sealed record ResetAnswer(NoticeKind Kind, IReadOnlyList<string> Lines)
{
    public string? ContactError { get; private init; }
    public string? CheckError { get; private init; }
    public string? ReferenceError { get; private init; }

    /// <summary>The reason for whoever approves is missing or not taken.</summary>
    public bool ReasonRefused { get; private init; }

    /// <summary>The operator has to prove himself again before it goes on.</summary>
    public bool ProofTooOld { get; private init; }

    public static ResetAnswer Outage(IStringLocalizer<AccountTexts> words) => Bad(words["Outage"]);

    public static ResetAnswer To(ResetResult result, Channel channel, IStringLocalizer<ContactField> texts, IStringLocalizer<AccountTexts> words) => result.Outcome switch
    {
        ResetOutcome.Sent or ResetOutcome.Saved => new(NoticeKind.Good, [texts[$"{result.Outcome}{channel}", PhoneNumber.Shown(result.Contact) ?? ""], .. Domain(result, texts)]),
        ResetOutcome.NothingToSave => new(NoticeKind.Information, [texts["NothingToSave"]]),
        ResetOutcome.ContactRefused => Silent with { ContactError = texts[result.MobileFault is { } mobile ? $"Mobile{mobile}" : $"Address{result.AddressFault}"] },
        ResetOutcome.CheckNeeded or ResetOutcome.CheckNotPossible => Silent with { CheckError = texts[result.Outcome.ToString()] },
        ResetOutcome.ReferenceRefused => Silent with { ReferenceError = texts["ReferenceRefused"] },
        ResetOutcome.ReasonRefused => Silent with { ReasonRefused = true },
        ResetOutcome.ApprovalAsked => Silent,
        ResetOutcome.ProofTooOld => Silent with { ProofTooOld = true },
        ResetOutcome.ApprovalNotNeeded => new(NoticeKind.Information, [texts[nameof(ResetOutcome.ApprovalNotNeeded)]]),
        ResetOutcome.ApprovalNeeded => new(NoticeKind.Warning, [texts[nameof(ResetOutcome.ApprovalNeeded)]]),
        ResetOutcome.Stale => Stale(result.Meanwhile!, texts),
        ResetOutcome.TooMany => Bad(texts["TooMany", Time(result.RetryAt!.Value)]),
        ResetOutcome.Federated => Bad(texts["Federated", result.FederatedWith ?? ""]),
        ResetOutcome.Blocked or ResetOutcome.SmsNotOffered or ResetOutcome.NoApprover or ResetOutcome.TooManyAsked or ResetOutcome.OwnContactOnly => Bad(texts[result.Outcome.ToString()]),
        ResetOutcome.SignedOut or ResetOutcome.NotFound or ResetOutcome.OwnAccount or ResetOutcome.HigherRank or ResetOutcome.FunctionTooLow =>
            Bad(words[$"WhyNot{result.Outcome}"]),
    };

    private static ResetAnswer Silent => new(NoticeKind.Information, []);

    private static ResetAnswer Bad(string line) => new(NoticeKind.Bad, [line]);

    private static ResetAnswer Stale(ContactNow now, IStringLocalizer<ContactField> texts) => new(NoticeKind.Warning,
    [
        now.ChangedBy is { } who ? texts["StaleBy", who, Time(now.ModifiedAt)] : texts["Stale", Time(now.ModifiedAt)],
        now.Contact is { } contact ? texts["StaleContact", PhoneNumber.Shown(contact)!] : texts["StaleNoContact"],
        texts["StaleKept"],
    ]);

    private static IEnumerable<string> Domain(ResetResult result, IStringLocalizer<ContactField> texts) =>
        result.DomainAsTyped is { } typed ? [texts["DomainRewritten", typed]] : [];

    private static string Time(DateTimeOffset at) => ParisTime.Of(at).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
