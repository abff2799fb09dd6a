using AdminConsole.Domain.Model;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>A row of the journal in words, on the fiche and in the journal.</summary>
public static class HistoryWords
{
    public static string Did(IStringLocalizer<HistoryCard> words, AuditAction action) => words[$"Did{action}"];

    /// <summary>« refusé », with the reason where there are words for it.</summary>
    public static string Refused(IStringLocalizer<HistoryCard> words, string refusal) =>
        words[$"Because{refusal}"] is { ResourceNotFound: false } because ? words["RefusedBecause", because] : words["Refused"];

    /// <summary>Masked contacts are for reading; other details are words of the journal, not of a language.</summary>
    public static bool HoldsContacts(AuditAction action) => action is AuditAction.ContactChanged or AuditAction.ContactChangeAsked
        or AuditAction.ContactChangeCancelled or AuditAction.ResetSent or AuditAction.ResetAsked or AuditAction.LoginsAsked or AuditAction.CallerCodeSent
        or AuditAction.ApprovalAsked or AuditAction.ApprovalGranted or AuditAction.ApprovalRefused or AuditAction.ApprovalUsed or AuditAction.AddressBounced;
}
