using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>Administrative functions; the number is the rank, a higher one may do all that a lower one may.</summary>
public enum Function : short { Support = 1, LocalAdmin = 2, CentralAdmin = 3 }

/// <summary>One function of one account over one school, or over all of them.</summary>
public sealed class Grant
{
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public Function Function { get; set; }

    /// <summary>Null means every school.</summary>
    public Guid? SchoolId { get; set; }
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>First moment at which it no longer holds; null while it is open.</summary>
    public DateTimeOffset? EndsAt { get; set; }
    public bool MayExport { get; set; }
}

internal sealed class GrantConfiguration : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.Property(g => g.StartsAt).HasDefaultValueSql("now()");
        builder.HasIndex(g => g.AccountId);
        builder.HasOne<School>().WithMany().HasForeignKey(g => g.SchoolId).OnDelete(DeleteBehavior.Restrict);
    }
}
