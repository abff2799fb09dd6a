using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What an operator may do too much of.</summary>
public enum VolumeKind : short { Views = 1, ContactChanges = 2, Exports = 3 }

/// <summary>
/// How often an operator opened a fiche, changed a contact or exported within one hour. Counted by the database with what is counted
/// (JournalRules): a fiche that is opened leaves no journal row.
/// </summary>
public sealed class OperatorVolume
{
    public Guid OperatorId { get; set; }
    public VolumeKind Kind { get; set; }

    /// <summary>Its beginning, UTC.</summary>
    public DateTimeOffset Hour { get; set; }
    public int Count { get; set; }

    /// <summary>When it was found to be unusual; null for what is usual.</summary>
    public DateTimeOffset? AlarmedAt { get; set; }
    public DateTimeOffset? SeenAt { get; set; }
    public Guid? SeenBy { get; set; }
}

internal sealed class OperatorVolumeConfiguration : IEntityTypeConfiguration<OperatorVolume>
{
    public void Configure(EntityTypeBuilder<OperatorVolume> builder)
    {
        builder.ToTable("operator_volumes").HasKey(v => new { v.OperatorId, v.Kind, v.Hour });
        builder.HasIndex(v => v.Hour);
        builder.HasIndex(v => v.AlarmedAt).HasFilter("alarmed_at IS NOT NULL AND seen_at IS NULL");
    }
}
