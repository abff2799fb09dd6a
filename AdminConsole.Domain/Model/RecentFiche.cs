using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>A fiche that an operator opened of late. Says nothing of what he may still see: scope is asked when it is read.</summary>
public sealed class RecentFiche
{
    public Guid OperatorId { get; set; }
    public Guid AccountId { get; set; }
    public DateTimeOffset OpenedAt { get; set; }
}

internal sealed class RecentFicheConfiguration : IEntityTypeConfiguration<RecentFiche>
{
    public void Configure(EntityTypeBuilder<RecentFiche> builder)
    {
        builder.HasKey(r => new { r.OperatorId, r.AccountId });
        builder.Property(r => r.OpenedAt).HasDefaultValueSql("now()");
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.OperatorId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => r.AccountId);
    }
}
