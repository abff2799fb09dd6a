using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;
using Status = AdminConsole.Domain.Recovery.MessageStatus;

namespace AdminConsole.AccountParts;

/// <summary>The one thing that helps against a finding; what leads to a field of the fiche is a link to it.</summary>
public enum Remedy { None, Unblock, LiftDelay, ToEmail, ToMobile, ToMessages, ToFamily }

/// <summary>One reason for which a person cannot sign in, or cannot be helped.</summary>
public sealed record Finding(string Text, Remedy Remedy);

/// <summary>« Pourquoi ne peut-il pas se connecter ? »: what is known of it, the weightiest first.</summary>
public static class Diagnosis
{
    /// <param name="messages">The latest to this person, newest first.</param>
    public static IReadOnlyList<Finding> Of(AccountFiche fiche, IReadOnlyList<Status> messages, DateTimeOffset now, IStringLocalizer<AccessCard> texts) =>
        [.. Doors(fiche.Situation, texts), .. Contacts(fiche, texts), .. Latest(messages.FirstOrDefault(m => m.Kind is MessageKind.Reset), now, texts)];

    private static IEnumerable<Finding> Doors(AccountSituation situation, IStringLocalizer<AccessCard> texts)
    {
        if (situation.FederatedWith is { } service) yield return new(texts["Federated", service], Remedy.None);
        if (situation.Blocked) yield return new(Block(situation, texts), Remedy.Unblock);
        if (situation.DelayedUntil is { } until) yield return new(texts["Delayed", Clock(until)], Remedy.LiftDelay);
        if (situation.ActivatedAt is null && situation.FederatedWith is null) yield return new(texts["NeverActivated"], Remedy.ToEmail);
    }

    private static string Block(AccountSituation situation, IStringLocalizer<AccessCard> texts)
    {
        var who = situation.BlockedBy is { } by ? PersonName.Listed(by.FamilyName, by.GivenName) : texts["Administration"].Value;
        var reason = situation.BlockedReason ?? texts["NoReason"].Value;
        return situation.BlockedUntil is { } until
            ? texts["BlockedUntil", who, reason, ParisTime.Date(until.AddSeconds(-1))]
            : texts["Blocked", who, reason];
    }

    private static IEnumerable<Finding> Contacts(AccountFiche fiche, IStringLocalizer<AccessCard> texts)
    {
        if (fiche.Situation.FederatedWith is not null) yield break;
        if (fiche is { Email: null, Mobile: null })
            yield return new(texts["NoContact"], fiche.Parents.Any(p => (p.Email ?? p.Mobile) is not null) ? Remedy.ToFamily : Remedy.ToEmail);
        if (fiche.Email is { State: ContactState.Refused }) yield return new(texts["EmailRefused"], Remedy.ToEmail);
        if (fiche.Mobile is { State: ContactState.Refused }) yield return new(texts["MobileRefused"], Remedy.ToMobile);
    }

    private static IEnumerable<Finding> Latest(Status? message, DateTimeOffset now, IStringLocalizer<AccessCard> texts)
    {
        if (message is { State: MessageState.Refused or MessageState.Expired }) yield return new(texts["NotSent"], Remedy.ToMessages);
        if (message is { State: MessageState.Accepted, OpenedAt: null, LinkEnded: null, LinkExpiresAt: { } until } && until > now)
            yield return new(texts["LinkWaits", Clock(until)], Remedy.ToMessages);
    }

    private static string Clock(DateTimeOffset at) => ParisTime.Of(at).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
