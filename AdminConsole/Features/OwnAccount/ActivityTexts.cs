using AdminConsole.Domain.Model;
using AdminConsole.Domain.OwnAccount;
using Microsoft.Extensions.Localization;

namespace AdminConsole.Features.OwnAccount;

/// <summary>What happened to one's own account, in plain words. Whoever acted for the school is never named.</summary>
internal static class ActivityTexts
{
    /// <summary>
    /// Actions that leave no line: what an operator checked before another action has a line already, and a function is no secret but
    /// of no help here; what concerns the whole installation is not theirs. What is added to the journal is left out until it is told: a test asks for a decision.
    /// </summary>
    public static readonly IReadOnlySet<AuditAction> LeftOut = new HashSet<AuditAction>
    {
        AuditAction.CallerVerified, AuditAction.CallerCodeSent, AuditAction.OperatorCreated, AuditAction.FunctionGranted, AuditAction.SlipsPrinted, AuditAction.SmsBudgetSpent,
        // What is done with the journal and the messages of the whole installation; an address that was refused is said beside the address.
        AuditAction.JournalExported, AuditAction.AccountsExported, AuditAction.JournalPurged, AuditAction.UnusualVolume, AuditAction.AlarmSeen, AuditAction.AddressBounced,
        AuditAction.TestMessageSent, AuditAction.MessagesRetried,
        // Of a whole file.
        AuditAction.ImportConfirmed, AuditAction.ImportCancelled,
        // Each account of it has a line of its own.
        AuditAction.BulkConfirmed, AuditAction.BulkCancelled,
        // A request is followed by its own link, and says more there.
        AuditAction.AssistanceAsked, AuditAction.AssistanceSentOn, AuditAction.AssistanceClaimed, AuditAction.AssistanceReleased, AuditAction.AssistanceAnswered,
        AuditAction.AssistanceRerouted, AuditAction.AssistanceClosed, AuditAction.AssistanceReopened, AuditAction.AssistanceTakenOver, AuditAction.AssistanceNoted,
        // Its sign-in has a line already.
        AuditAction.FactorProven,
        AuditAction.ApprovalAsked, AuditAction.ApprovalGranted, AuditAction.ApprovalRefused, AuditAction.ApprovalUsed,
        // Told by mail where it matters to the person, and nobody reads this list once the account is gone.
        AuditAction.FunctionWithdrawn, AuditAction.SchoolAttached, AuditAction.SchoolDetached, AuditAction.ClassChanged, AuditAction.AccountPurged, AuditAction.AccountErased,
    };

    /// <summary>Actions and the names of their sentences: one for what the person did, one for what the school did.</summary>
    private static readonly Dictionary<AuditAction, (string Own, string School)> Sentences = new()
    {
        [AuditAction.SignedIn] = ("SignedIn", "SignedIn"),
        [AuditAction.BreakGlassUsed] = ("SignedIn", "SignedIn"),
        [AuditAction.SignInRefused] = ("SignInRefused", "SignInRefused"),
        [AuditAction.SignedOut] = ("SignedOut", "SignedOut"),
        [AuditAction.ResetSent] = ("ResetSent", "ResetSentBySchool"),
        [AuditAction.ResetAsked] = ("ResetAsked", "ResetAsked"),
        [AuditAction.LoginsAsked] = ("LoginsAsked", "LoginsAsked"),
        [AuditAction.ContactChanged] = ("ContactChanged", "ContactChangedBySchool"),
        [AuditAction.ContactChangeAsked] = ("ContactChangeAsked", "ContactChangeAsked"),
        [AuditAction.ContactChangeCancelled] = ("ContactChangeCancelled", "ContactChangeCancelled"),
        [AuditAction.PasswordChosen] = ("PasswordChosen", "PasswordChosen"),
        [AuditAction.PasswordChanged] = ("PasswordChanged", "PasswordChanged"),
        [AuditAction.SessionsEnded] = ("SessionsEnded", "SessionsEndedBySchool"),
        [AuditAction.AccessRecovered] = ("AccessRecovered", "AccessRecovered"),
        [AuditAction.AccountDisowned] = ("AccountDisowned", "AccountDisowned"),
        [AuditAction.FactorAdded] = ("FactorAdded", "FactorAdded"),
        [AuditAction.FactorRemoved] = ("FactorRemoved", "FactorRemoved"),
        [AuditAction.RecoveryCodesMade] = ("CodesMade", "CodesMade"),
        [AuditAction.FactorCleared] = ("FactorCleared", "FactorCleared"),
        [AuditAction.Blocked] = ("Blocked", "Blocked"),
        [AuditAction.Unblocked] = ("Unblocked", "Unblocked"),
        [AuditAction.DelayLifted] = ("DelayLifted", "DelayLifted"),
        [AuditAction.AliasChanged] = ("AliasChanged", "AliasChanged"),
        [AuditAction.ProvisionalIssued] = ("ProvisionalIssued", "ProvisionalIssued"),
        [AuditAction.ProvisionalRevoked] = ("ProvisionalRevoked", "ProvisionalRevoked"),
        [AuditAction.AccountCreated] = ("AccountCreated", "AccountCreated"),
        [AuditAction.IdentityChanged] = ("IdentityChanged", "IdentityChanged"),
        [AuditAction.LoginChanged] = ("LoginChanged", "LoginChanged"),
        [AuditAction.RelationAdded] = ("RelationAdded", "RelationAdded"),
        [AuditAction.RelationEnded] = ("RelationEnded", "RelationEnded"),
        [AuditAction.DeletionProposed] = ("DeletionProposed", "DeletionProposed"),
        [AuditAction.ImportCreated] = ("AccountCreated", "AccountCreated"),
        [AuditAction.ImportChanged] = ("IdentityChanged", "IdentityChanged"),
        [AuditAction.ImportRemoved] = ("DeletionProposed", "DeletionProposed"),
        [AuditAction.AccountRestored] = ("AccountRestored", "AccountRestored"),
    };

    public static IReadOnlyCollection<AuditAction> Told => Sentences.Keys;

    /// <summary>The sentence, with masked values where the action has them and they help.</summary>
    public static string Of(OwnActivityEntry entry, IStringLocalizer<OwnTexts> texts)
    {
        var (own, school) = Sentences[entry.Action];
        var sentence = texts[$"Did.{(entry.BySchool ? school : own)}"];
        if (entry.Outcome is AuditOutcome.Refused && entry.Action is not AuditAction.SignInRefused) return texts["Did.Refused", sentence];
        return entry.Detail is { } detail && HasValues(entry.Action) ? texts["Did.With", sentence, detail] : sentence;
    }

    private static bool HasValues(AuditAction action) =>
        action is AuditAction.ContactChanged or AuditAction.ContactChangeAsked or AuditAction.ContactChangeCancelled or AuditAction.ResetSent;
}
