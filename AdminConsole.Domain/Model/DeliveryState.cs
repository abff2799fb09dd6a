using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>Whether a channel works, as all processes see it: one of them looks and writes it down here.</summary>
public sealed class DeliveryState
{
    public Channel Channel { get; set; }

    /// <summary>Since when nothing is taken although something waits; null while it works.</summary>
    public DateTimeOffset? FailingSince { get; set; }
}

internal sealed class DeliveryStateConfiguration : IEntityTypeConfiguration<DeliveryState>
{
    public void Configure(EntityTypeBuilder<DeliveryState> builder) => builder.ToTable("delivery_states").HasKey(s => s.Channel);
}
