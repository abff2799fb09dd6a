using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>
/// One link of the chain that seals the journal (rule 18 of recovery): the digest of the link before and of every row between that link's
/// last id and its own. The application's role may only insert and read.
/// </summary>
public sealed class AuditSeal
{
    public long Id { get; set; }
    public long FirstEntryId { get; set; }
    public long LastEntryId { get; set; }
    public int EntryCount { get; set; }

    /// <summary>SHA-256.</summary>
    public required byte[] Digest { get; set; }

    /// <summary>Id and beginning of the digest of each row, 16 bytes each: they prove nothing, but tell which row is another one.</summary>
    public byte[]? Rows { get; set; }
    public DateTimeOffset SealedAt { get; set; }

    /// <summary>Set by the purge on the last link whose rows it removed: the anchor that the rest of the chain hangs on.</summary>
    public DateTimeOffset? PurgedAt { get; set; }
}

internal sealed class AuditSealConfiguration : IEntityTypeConfiguration<AuditSeal>
{
    public void Configure(EntityTypeBuilder<AuditSeal> builder)
    {
        builder.Property(s => s.SealedAt).HasDefaultValueSql("now()");
        builder.HasIndex(s => s.LastEntryId).IsUnique();
    }
}
