using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>One public request that was granted, for one account, unknown login or destination: what its limits count (rule 3 of recovery).</summary>
public sealed class RecoveryUse
{
    public long Id { get; set; }

    /// <summary>The account's id, or a digest: what a stranger typed is not kept.</summary>
    public Guid Subject { get; set; }
    public DateTimeOffset UsedAt { get; set; }

    public static Guid SubjectOf(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

internal sealed class RecoveryUseConfiguration : IEntityTypeConfiguration<RecoveryUse>
{
    public void Configure(EntityTypeBuilder<RecoveryUse> builder)
    {
        builder.Property(u => u.UsedAt).HasDefaultValueSql("now()");
        builder.HasIndex(u => new { u.Subject, u.UsedAt });
        builder.HasIndex(u => u.UsedAt);
    }
}
