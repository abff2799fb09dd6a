using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>How many public requests came from one network, or from everywhere, within one stretch of time (rule 3 of recovery).</summary>
public sealed class RecoveryCounter
{
    /// <summary>Network of the row that counts them all.</summary>
    public const string Everywhere = "*";

    /// <summary><see cref="Networks.KeyOf"/>, or <see cref="Everywhere"/>.</summary>
    public required string Network { get; set; }
    public DateTimeOffset WindowStart { get; set; }
    public int Asked { get; set; }
}

internal sealed class RecoveryCounterConfiguration : IEntityTypeConfiguration<RecoveryCounter>
{
    public void Configure(EntityTypeBuilder<RecoveryCounter> builder)
    {
        builder.HasKey(c => new { c.Network, c.WindowStart });
        builder.Property(c => c.Network).HasMaxLength(Networks.KeyLength).UseCollation("C");
        builder.HasIndex(c => c.WindowStart);
    }
}
