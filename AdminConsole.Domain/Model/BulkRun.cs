using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What is done to many accounts at once.</summary>
public enum BulkKind : short { ResetByMail = 1, ResetBySms = 2, Block = 3, Unblock = 4 }

/// <summary>Where a bulk action is. It is looked through before it can be confirmed; the last two are final.</summary>
public enum BulkState : short { Looking = 1, Ready = 2, Running = 3, Paused = 4, Finished = 5, Cancelled = 6 }

/// <summary>What would happen to an account, or what did. Only <see cref="Done"/> changes anything.</summary>
public enum BulkOutcome : short
{
    Done = 1,

    /// <summary>It is blocked already, or not blocked.</summary>
    NothingToDo = 2,

    /// <summary>Nothing on record to send to.</summary>
    NoContact = 3,

    /// <summary>Its server or network refused what is on record, or it is nothing that can be written to.</summary>
    ContactRefused = 4,
    Blocked = 5,
    Federated = 6,
    SmsNotOffered = 7,
    TooMany = 8,
    NotFound = 9,
    OwnAccount = 10,
    HigherRank = 11,
    FunctionTooLow = 12,
    SignedOut = 13,

    /// <summary>A fault of ours, which the log tells of.</summary>
    Failed = 14,
}

/// <summary>One thing to be done to many accounts, by one operator. What it is and how far it has come is all in here, so that any process can go on with it.</summary>
public sealed class BulkRun
{
    public const int QueryLength = 2_000;

    public Guid Id { get; set; }
    public BulkKind Kind { get; set; }
    public BulkState State { get; set; } = BulkState.Looking;
    public Guid OperatorId { get; set; }

    /// <summary>In whose name it acts: rights are read from it at every account, as for a press of a button (rule 13 of recovery).</summary>
    public Guid SessionId { get; set; }
    public IPAddress? Network { get; set; }

    /// <summary>The list that it began from, as its URL filters it; for the way back.</summary>
    public string? Query { get; set; }

    /// <summary>The school of that list; null when it goes across schools.</summary>
    public Guid? SchoolId { get; set; }

    /// <summary>Why, once it is confirmed.</summary>
    public string? Reason { get; set; }

    /// <summary>Of a block: its last day in Europe/Paris; null until it is lifted by hand.</summary>
    public DateOnly? LastDay { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>It paused by itself, because the operator's session or right was over.</summary>
    public bool RightEnded { get; set; }

    /// <summary>Which worker has it, and until when nobody else takes it.</summary>
    public Guid? LeasedBy { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
}

/// <summary>One account of a bulk action.</summary>
public sealed class BulkItem
{
    /// <summary>Also the key of its wish: whatever happens to the process, it is done once.</summary>
    public Guid Id { get; set; }
    public Guid RunId { get; set; }
    public Guid AccountId { get; set; }

    /// <summary>In the order of the list.</summary>
    public int Place { get; set; }

    /// <summary>What would happen, as it was looked through; null until then.</summary>
    public BulkOutcome? Plan { get; set; }

    /// <summary>What did; null until then, and for what was not to be done.</summary>
    public BulkOutcome? Result { get; set; }

    /// <summary>Where it goes, masked.</summary>
    public string? MaskedContact { get; set; }
    public DateTimeOffset? DoneAt { get; set; }
}

internal sealed class BulkRunConfiguration : IEntityTypeConfiguration<BulkRun>
{
    public void Configure(EntityTypeBuilder<BulkRun> builder)
    {
        builder.ToTable("bulk_runs");
        builder.Property(r => r.Query).HasMaxLength(BulkRun.QueryLength);
        builder.Property(r => r.Reason).HasMaxLength(Account.ReasonLength);
        builder.Property(r => r.CreatedAt).HasDefaultValueSql("now()");
        builder.HasIndex(r => new { r.OperatorId, r.CreatedAt });
        builder.HasIndex(r => r.CreatedAt);
        builder.HasIndex(r => r.LeasedUntil).HasFilter("state IN (1, 3)").HasDatabaseName("ix_bulk_runs_at_work");
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.OperatorId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BulkItemConfiguration : IEntityTypeConfiguration<BulkItem>
{
    public void Configure(EntityTypeBuilder<BulkItem> builder)
    {
        builder.ToTable("bulk_items");
        builder.Property(i => i.MaskedContact).HasMaxLength(Account.EmailLength);
        builder.HasIndex(i => new { i.RunId, i.Place }).IsUnique();
        builder.HasIndex(i => i.AccountId);
        builder.HasOne<BulkRun>().WithMany().HasForeignKey(i => i.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(i => i.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
