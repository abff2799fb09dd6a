using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;
using Status = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.AccountParts;

/// <summary>The one thing that helps against a finding; what leads to a field of the fiche is a link to it.</summary>
public enum Remedy { None, Unblock, LiftDelay, ToEmail, ToMobile, ToMessages, ToFamily, ToProvisional }

/// <summary>One reason for which a person cannot sign in, or cannot be helped.</summary>
public sealed record Finding(string Text, Remedy Remedy);

/// <summary>« Pourquoi ne peut-il pas se connecter ? »: what is known of it, the weightiest first.</summary>
public static class Diagnosis
{
    /// <param name="messages">The latest to this person, newest first.</param>
    public static IReadOnlyList<Finding> Of(AccountFiche fiche, IReadOnlyList<Status> messages, DateTimeOffset now, IStringLocalizer<AccessCard> texts)
    {
        var latest = messages.FirstOrDefault(m => m.Kind is MessageKind.Reset);
        return [.. Doors(fiche, texts), .. Contacts(fiche, latest, texts), .. Latest(fiche, latest, now, texts)];
    }

    private static IEnumerable<Finding> Doors(AccountFiche fiche, IStringLocalizer<AccessCard> texts)
    {
        var situation = fiche.Situation;
        if (situation.FederatedWith is { } service) yield return new(texts["Federated", service], Remedy.None);
        if (situation.Blocked) yield return new(Block(situation, texts), Remedy.Unblock);
        if (situation.DelayedUntil is { } until) yield return new(texts["Delayed", Clock(until)], Remedy.LiftDelay);
        if (situation.ActivatedAt is null && situation.FederatedWith is null) yield return new(texts["NeverActivated"], WayTo(fiche));
    }

    /// <summary>What reaches the person soonest: the own address or mobile, a responsable, else a secret on paper, else a contact to be asked for.</summary>
    private static Remedy WayTo(AccountFiche fiche)
    {
        if (fiche.Email is { State: not ContactState.Refused }) return Remedy.ToEmail;
        if (fiche.Mobile is { State: not ContactState.Refused }) return Remedy.ToMobile;
        if (fiche.Parents.Any(p => p.Email is { State: not ContactState.Refused } || p.Mobile is { State: not ContactState.Refused })) return Remedy.ToFamily;
        return fiche.May(Act.IssueProvisional) is GateAnswer.Allowed ? Remedy.ToProvisional : Remedy.ToEmail;
    }

    private static string Block(AccountSituation situation, IStringLocalizer<AccessCard> texts)
    {
        var who = situation.BlockedBy is { } by ? PersonName.Listed(by.FamilyName, by.GivenName) : texts["Administration"].Value;
        var reason = situation.BlockedReason ?? texts["NoReason"].Value;
        return situation.BlockedUntil is { } until
            ? texts["BlockedUntil", who, reason, ParisTime.Date(until.AddSeconds(-1))]
            : texts["Blocked", who, reason];
    }

    private static IEnumerable<Finding> Contacts(AccountFiche fiche, Status? latest, IStringLocalizer<AccessCard> texts)
    {
        if (fiche.Situation.FederatedWith is not null) yield break;
        if (fiche is { Email: null, Mobile: null }) yield return new(texts["NoContact"], WayTo(fiche));
        // What the server answered to the latest message says more.
        if (fiche.Email is { State: ContactState.Refused } email && !WasRefused(latest, email)) yield return new(texts["EmailRefused"], Remedy.ToEmail);
        if (fiche.Mobile is { State: ContactState.Refused } mobile && !WasRefused(latest, mobile)) yield return new(texts["MobileRefused"], Remedy.ToMobile);
    }

    private static bool WasRefused(Status? message, ContactOnRecord contact) => message is { State: MessageState.Refused } && message.Recipient == contact.Value;

    private static IEnumerable<Finding> Latest(AccountFiche fiche, Status? message, DateTimeOffset now, IStringLocalizer<AccessCard> texts)
    {
        if (message is { State: MessageState.Refused or MessageState.Expired }) yield return NotSent(fiche, message, texts);
        if (message is { State: MessageState.Accepted, OpenedAt: null, LinkEnded: null, LinkExpiresAt: { } until } && until > now)
            yield return new(texts["LinkWaits", Clock(until)], Remedy.ToMessages);
    }

    /// <summary>With the words of its server, unless the reason is one of ours, which the message itself has in words.</summary>
    private static Finding NotSent(AccountFiche fiche, Status message, IStringLocalizer<AccessCard> texts)
    {
        var text = message.LastAnswer is { } answer && OwnAnswer.NameOf(answer) is null
            ? texts[$"{message.State}Because", PhoneNumber.Shown(message.Recipient)!, answer]
            : texts["NotSent"];
        var remedy = message.State is not MessageState.Refused ? Remedy.ToMessages
            : message.Recipient == fiche.Email?.Value ? Remedy.ToEmail
            : message.Recipient == fiche.Mobile?.Value ? Remedy.ToMobile
            : Remedy.ToMessages;
        return new(text, remedy);
    }

    private static string Clock(DateTimeOffset at) => ParisTime.Of(at).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
