using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>One data-protection key, shared by every process of the installation.</summary>
public sealed class StoredKey
{
    public required string Name { get; set; }
    public required string Xml { get; set; }
    public DateTimeOffset StoredAt { get; set; }
}

internal sealed class StoredKeyConfiguration : IEntityTypeConfiguration<StoredKey>
{
    public void Configure(EntityTypeBuilder<StoredKey> builder)
    {
        builder.HasKey(k => k.Name);
        builder.ToTable("data_protection_keys");
        builder.Property(k => k.Name).HasMaxLength(200);
        builder.Property(k => k.StoredAt).HasDefaultValueSql("now()");
    }
}
