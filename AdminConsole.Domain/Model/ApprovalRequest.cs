using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What an operator asks a second one to approve.</summary>
public enum ApprovalKind : short { ContactChange = 1, ProvisionalPassword = 2, SecondFactor = 3 }

/// <summary>How far a request got. Whether it has run out is judged by <see cref="ApprovalRequest.ExpiresAt"/>.</summary>
public enum ApprovalState : short { Waiting = 1, Approved = 2, Refused = 3, Used = 4, Superseded = 5 }

/// <summary>
/// One operator's wish to do something to the account of somebody who holds a function, for which another one has to answer. Free text
/// and contacts stay here, where they can be erased, and out of the journal.
/// </summary>
public sealed class ApprovalRequest
{
    /// <summary>How long it can be decided.</summary>
    public static readonly TimeSpan WaitingLife = TimeSpan.FromHours(24);

    /// <summary>How long it can be used once it is approved: as long as a caller counts as verified.</summary>
    public static readonly TimeSpan ApprovedLife = Verification.Life;
    public const int ReasonLength = 200;

    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public Guid AskedBy { get; set; }
    public ApprovalKind Kind { get; set; }

    /// <summary>Of a change of contact; null for everything else.</summary>
    public Channel? Channel { get; set; }

    /// <summary>What was on record when it was asked for: the approval holds only as long as that is still so.</summary>
    public string? OldContact { get; set; }

    /// <summary>What is to be put on record; blanked when it is refused.</summary>
    public string? NewContact { get; set; }

    /// <summary>Why, for whoever decides.</summary>
    public required string Reason { get; set; }

    /// <summary>How the one who asks verified the caller.</summary>
    public VerifiedHow VerifiedHow { get; set; }
    public ApprovalState State { get; set; } = ApprovalState.Waiting;
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>Until when it can be decided, then until when it can be used.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
    public Guid? DecidedBy { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public string? DecisionReason { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class ApprovalRequestConfiguration : IEntityTypeConfiguration<ApprovalRequest>
{
    public void Configure(EntityTypeBuilder<ApprovalRequest> builder)
    {
        builder.Property(r => r.OldContact).HasMaxLength(Account.EmailLength);
        builder.Property(r => r.NewContact).HasMaxLength(Account.EmailLength);
        builder.Property(r => r.Reason).HasMaxLength(ApprovalRequest.ReasonLength);
        builder.Property(r => r.DecisionReason).HasMaxLength(ApprovalRequest.ReasonLength);
        builder.Property(r => r.AskedAt).HasDefaultValueSql("now()");
        builder.HasIndex(r => new { r.AccountId, r.AskedAt });
        builder.HasIndex(r => r.AskedAt).HasFilter("state = 1");
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.AskedBy).OnDelete(DeleteBehavior.Cascade);
        builder.ToTable(table => table.HasCheckConstraint("ck_approval_requests_decided", "state IN (1, 5) OR decided_by IS NOT NULL AND decided_by <> asked_by"));
    }
}
