using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>Provisional passwords that were printed together, for a class or a school: what can be revoked as a whole. The passwords themselves are nowhere.</summary>
public sealed class SlipBatch
{
    public Guid Id { get; set; }
    public Guid SchoolId { get; set; }

    /// <summary>Null for the whole school.</summary>
    public string? ClassName { get; set; }

    /// <summary>Why they were printed: in the place of a caller's verification.</summary>
    public required string Reason { get; set; }
    public Guid IssuedBy { get; set; }
    public DateTimeOffset IssuedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class SlipBatchConfiguration : IEntityTypeConfiguration<SlipBatch>
{
    public void Configure(EntityTypeBuilder<SlipBatch> builder)
    {
        builder.ToTable("slip_batches");
        builder.Property(b => b.ClassName).HasMaxLength(50);
        builder.Property(b => b.Reason).HasMaxLength(Account.ReasonLength);
        builder.Property(b => b.IssuedAt).HasDefaultValueSql("now()");
        builder.HasIndex(b => new { b.SchoolId, b.IssuedAt });
        builder.HasOne<School>().WithMany().HasForeignKey(b => b.SchoolId).OnDelete(DeleteBehavior.Restrict);
    }
}
