using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>A school, « établissement » or « collège » on screen.</summary>
public sealed class School
{
    public Guid Id { get; set; }

    /// <summary>National code, seven digits and a letter.</summary>
    public required string Uai { get; set; }
    public required string Name { get; set; }
    public required string Town { get; set; }

    /// <summary>The school's own public page; null when it has none.</summary>
    public string? PublicPageUrl { get; set; }
    public string? ContactEmail { get; set; }
    public string? ContactPhone { get; set; }

    /// <summary>First day on which the school is closed; null while it is open.</summary>
    public DateOnly? ClosedOn { get; set; }
}

internal sealed class SchoolConfiguration : IEntityTypeConfiguration<School>
{
    public void Configure(EntityTypeBuilder<School> builder)
    {
        builder.Property(s => s.Uai).HasMaxLength(8).IsFixedLength().UseCollation("C");
        builder.Property(s => s.Name).HasMaxLength(200);
        builder.Property(s => s.Town).HasMaxLength(100);
        builder.Property(s => s.PublicPageUrl).HasMaxLength(500);
        builder.Property(s => s.ContactEmail).HasMaxLength(Account.EmailLength);
        builder.Property(s => s.ContactPhone).HasMaxLength(20);
        builder.HasIndex(s => s.Uai).IsUnique();
    }
}

/// <summary>An account's place in a school, from a day until the day before another.</summary>
public sealed class Membership
{
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public Guid SchoolId { get; set; }

    /// <summary>Class inside the school, « 6e B »; null for who has none.</summary>
    public string? ClassName { get; set; }

    /// <summary>First day of the membership.</summary>
    public DateOnly StartsOn { get; set; }

    /// <summary>First day on which it no longer holds; null while it is open.</summary>
    public DateOnly? EndsOn { get; set; }
}

internal sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.Property(m => m.ClassName).HasMaxLength(50);
        builder.HasIndex(m => new { m.AccountId, m.SchoolId });
        builder.HasIndex(m => new { m.SchoolId, m.ClassName });
        builder.HasOne<School>().WithMany().HasForeignKey(m => m.SchoolId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Parent and child; ended, not deleted, when the relation ends.</summary>
public sealed class Relation
{
    public Guid ParentId { get; set; }
    public Guid ChildId { get; set; }
    public DateOnly? EndsOn { get; set; }
}

internal sealed class RelationConfiguration : IEntityTypeConfiguration<Relation>
{
    public void Configure(EntityTypeBuilder<Relation> builder)
    {
        builder.HasKey(r => new { r.ParentId, r.ChildId });
        builder.HasIndex(r => r.ChildId);
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.ParentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.ChildId).OnDelete(DeleteBehavior.Cascade);
    }
}
