using AdminConsole.Controls;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>The one place that says in a sentence how it stands with an account: « Compte actif · jamais connecté · aucun courriel ».</summary>
public static class Situation
{
    public static string Sentence(AccountFiche fiche, DateTimeOffset now, IStringLocalizer<AccountTexts> texts) =>
        string.Join(" · ", Parts(fiche, now, texts));

    private static IEnumerable<string> Parts(AccountFiche fiche, DateTimeOffset now, IStringLocalizer<AccountTexts> texts)
    {
        var situation = fiche.Situation;
        yield return situation switch
        {
            { DeletionDueAt: not null } => texts["Deleted"],
            { Blocked: true, BlockedUntil: { } until } => texts["BlockedUntil", ParisTime.Date(until)],
            { Blocked: true } => texts["Blocked"],
            { ActivatedAt: null } => texts["NeverActivated"],
            _ => texts["Active"],
        };
        if (situation.DeletionDueAt is { } due) yield return texts["DeletionDue", ParisTime.Date(due)];
        if (situation.FederatedWith is { } service) yield return texts["FederatedWith", service];
        yield return LastSignIn(situation.LastSignInAt, now, texts);
        if (Email(fiche.Email, texts) is { } email) yield return email;
        if (fiche.Mobile is { State: ContactState.Refused }) yield return texts["MobileRefused"];
    }

    private static string LastSignIn(DateTimeOffset? at, DateTimeOffset now, IStringLocalizer<AccountTexts> texts)
    {
        if (at is not { } signedIn) return texts["NeverSignedIn"];
        var days = (ParisTime.Of(now).Date - ParisTime.Of(signedIn).Date).Days;
        return days switch
        {
            <= 0 => texts["SignedInToday"],
            1 => texts["SignedInYesterday"],
            <= 30 => texts["SignedInDaysAgo", days],
            _ => texts["SignedInOn", ParisTime.Date(signedIn)],
        };
    }

    /// <summary>Null when there is nothing to say, because it is confirmed.</summary>
    private static string? Email(ContactOnRecord? contact, IStringLocalizer<AccountTexts> texts) => contact switch
    {
        null => texts["NoEmail"].Value,
        { State: ContactState.Unconfirmed } => texts["EmailUnconfirmed"].Value,
        { State: ContactState.Refused } => texts["EmailRefused"].Value,
        _ => null,
    };
}
