using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What was done or tried. Stored by name, so that a journal read in ten years still speaks.</summary>
public enum AuditAction
{
    SignedIn, SignInRefused, SignedOut,
    ResetSent, ContactChanged, CallerVerified, CallerCodeSent,
    ResetAsked, LoginsAsked,
    PasswordChosen, OperatorCreated, FunctionGranted,
    ContactChangeAsked, ContactChangeCancelled, PasswordChanged, SessionsEnded, AccountDisowned,
    Blocked, Unblocked, DelayLifted, AliasChanged, ProvisionalIssued, ProvisionalRevoked,
    SmsBudgetSpent, BreakGlassUsed, SlipsPrinted,
    AssistanceAsked, AssistanceSentOn, AssistanceClaimed, AssistanceTakenOver, AssistanceReleased, AssistanceNoted, AssistanceAnswered,
    AssistanceRerouted, AssistanceClosed, AssistanceReopened,
    ApprovalAsked, ApprovalGranted, ApprovalRefused, ApprovalUsed, AccessRecovered,
    FactorProven, FactorAdded, FactorRemoved, RecoveryCodesMade, FactorCleared,
    AccountCreated, IdentityChanged, LoginChanged, SchoolAttached, SchoolDetached, ClassChanged, RelationAdded, RelationEnded,
    DeletionProposed, AccountRestored, AccountPurged, FunctionWithdrawn,
    JournalExported, JournalPurged, UnusualVolume, AlarmSeen, AddressBounced, TestMessageSent, MessagesRetried,
    AccountsExported, BulkConfirmed, BulkCancelled, AccountErased,
    ImportConfirmed, ImportCreated, ImportChanged, ImportRemoved, ImportCancelled,
}

/// <summary>Whether an action took place.</summary>
public enum AuditOutcome : short { Done = 1, Refused = 2 }

/// <summary>
/// Who did what, to whom, when and why (rule 18 of recovery). Holds ids and masked values only, so that erasing a person never
/// edits it; never a token, code or password. The application's role may only insert and read.
/// </summary>
public sealed class AuditEntry
{
    public long Id { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Who acted; null for a person who is not signed in, and for commands.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>To whom; null when it concerns nobody in particular.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>Every current school of the target at that moment.</summary>
    public Guid[] SchoolIds { get; set; } = [];
    public AuditAction Action { get; set; }
    public AuditOutcome Outcome { get; set; }

    /// <summary>Why it was refused: the name of the refusal value.</summary>
    public string? Refusal { get; set; }
    public string? Reason { get; set; }
    public VerifiedHow? VerifiedHow { get; set; }
    public IPAddress? Network { get; set; }

    /// <summary>Masked values, old → new, where the action has them.</summary>
    public string? Detail { get; set; }

    /// <summary>
    /// Made up by the page for one wish of its user. Unique: since an effect and its row are one commit, a double
    /// click or a replay cannot act twice (rule 17 of recovery).
    /// </summary>
    public Guid? RequestKey { get; set; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.Property(e => e.At).HasDefaultValueSql("now()");
        builder.Property(e => e.Action).HasConversion<string>().HasMaxLength(40);
        builder.Property(e => e.Refusal).HasMaxLength(60);
        builder.Property(e => e.Reason).HasMaxLength(Account.ReasonLength);
        builder.Property(e => e.Detail).HasMaxLength(Account.ReasonLength);
        builder.HasIndex(e => new { e.AccountId, e.Id });
        builder.HasIndex(e => e.RequestKey).IsUnique();
        // The journal goes by these, whatever it is filtered by: see JournalQuery.
        builder.HasIndex(e => new { e.ActorId, e.Action, e.Outcome, e.Id });
        builder.HasIndex(e => new { e.Action, e.Outcome, e.Id });
        builder.HasIndex(e => e.At);
    }
}
