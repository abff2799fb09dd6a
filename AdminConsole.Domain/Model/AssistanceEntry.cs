using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What an entry is. The person who asked reads their own words and the answers, never the rest.</summary>
public enum AssistanceEntryKind : short
{
    ParentWord = 1, Answer = 2, InternalNote = 3,
    Claimed = 10, Released = 11, Rerouted = 12, Closed = 13, Reopened = 14, ResetSent = 15,
}

/// <summary>One line in the course of a request: a word, an answer, a note, or what was done with it.</summary>
public sealed class AssistanceEntry
{
    public const int TextLength = AssistanceRequest.MessageLength;

    public Guid Id { get; set; }
    public Guid RequestId { get; set; }
    public AssistanceEntryKind Kind { get; set; }

    /// <summary>The operator who wrote or did it; null for the person who asked.</summary>
    public Guid? AuthorId { get; set; }
    public DateTimeOffset At { get; set; }
    public string? Text { get; set; }

    /// <summary>The message that carries it, whose state is shown live.</summary>
    public Guid? MessageId { get; set; }
}

internal sealed class AssistanceEntryConfiguration : IEntityTypeConfiguration<AssistanceEntry>
{
    public void Configure(EntityTypeBuilder<AssistanceEntry> builder)
    {
        builder.ToTable("assistance_entries");
        builder.Property(e => e.Text).HasMaxLength(AssistanceEntry.TextLength);
        builder.Property(e => e.At).HasDefaultValueSql("now()");
        builder.HasIndex(e => new { e.RequestId, e.At });
        builder.HasOne<AssistanceRequest>().WithMany().HasForeignKey(e => e.RequestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<OutboxMessage>().WithMany().HasForeignKey(e => e.MessageId).OnDelete(DeleteBehavior.SetNull);
    }
}
