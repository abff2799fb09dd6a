using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Journal;

/// <summary>What is done, as somebody who reads the journal asks for it.</summary>
public enum JournalGroup { SignIns, Resets, Contacts, Passwords, Access, Accounts, Functions, Approvals, Assistance, Oversight }

/// <summary>Which rows to list; every part that is null lets all pass.</summary>
/// <param name="Operator">Login, alias or id of who acted.</param>
/// <param name="Account">Login, alias or id of whom it was done to.</param>
/// <param name="From">First day in Paris.</param>
/// <param name="To">Last day in Paris.</param>
public sealed record JournalFilter(
    string? Operator = null, string? Account = null, Guid? SchoolId = null, JournalGroup? Group = null, AuditOutcome? Outcome = null, DateOnly? From = null, DateOnly? To = null);

/// <summary>Which actions belong together.</summary>
public static class JournalGroups
{
    /// <summary>The group of an action; what manages accounts is the one for all that has no other.</summary>
    public static JournalGroup Of(AuditAction action) => action switch
    {
        AuditAction.SignedIn or AuditAction.SignInRefused or AuditAction.SignedOut or AuditAction.BreakGlassUsed or AuditAction.SessionsEnded
            or AuditAction.FactorProven => JournalGroup.SignIns,
        AuditAction.ResetSent or AuditAction.ResetAsked or AuditAction.LoginsAsked or AuditAction.CallerVerified or AuditAction.CallerCodeSent
            or AuditAction.AccessRecovered => JournalGroup.Resets,
        AuditAction.ContactChanged or AuditAction.ContactChangeAsked or AuditAction.ContactChangeCancelled or AuditAction.AccountDisowned
            or AuditAction.AddressBounced => JournalGroup.Contacts,
        AuditAction.PasswordChosen or AuditAction.PasswordChanged or AuditAction.ProvisionalIssued or AuditAction.ProvisionalRevoked
            or AuditAction.FactorAdded or AuditAction.FactorRemoved or AuditAction.FactorCleared or AuditAction.RecoveryCodesMade => JournalGroup.Passwords,
        AuditAction.Blocked or AuditAction.Unblocked or AuditAction.DelayLifted => JournalGroup.Access,
        AuditAction.OperatorCreated or AuditAction.FunctionGranted => JournalGroup.Functions,
        AuditAction.ApprovalAsked or AuditAction.ApprovalGranted or AuditAction.ApprovalRefused or AuditAction.ApprovalUsed => JournalGroup.Approvals,
        AuditAction.JournalExported or AuditAction.JournalPurged or AuditAction.UnusualVolume or AuditAction.AlarmSeen or AuditAction.SmsBudgetSpent
            or AuditAction.TestMessageSent or AuditAction.MessagesRetried or AuditAction.AccountsExported => JournalGroup.Oversight,
        _ => action.ToString().StartsWith("Assistance", StringComparison.Ordinal) ? JournalGroup.Assistance
            : action.ToString().StartsWith("Function", StringComparison.Ordinal) ? JournalGroup.Functions
            : JournalGroup.Accounts,
    };

    /// <summary>Names of the actions of a group, as the journal holds them.</summary>
    internal static string[] ActionsOf(JournalGroup group) => [.. Enum.GetValues<AuditAction>().Where(action => Of(action) == group).Select(action => action.ToString())];
}
