using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>How an operator made sure that a caller is the person.</summary>
public enum VerifiedHow : short { InPerson = 1, CallBack = 2, CodeToContact = 3, MatchingData = 4 }

/// <summary>One check of one caller: holds for one operator, one account and fifteen minutes (rule 16 of recovery).</summary>
public sealed class Verification
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    public const int ReferenceLength = 100;

    public Guid Id { get; set; }
    public Guid OperatorId { get; set; }
    public Guid AccountId { get; set; }
    public VerifiedHow How { get; set; }
    public string? Reference { get; set; }
    public DateTimeOffset VerifiedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

internal sealed class VerificationConfiguration : IEntityTypeConfiguration<Verification>
{
    public void Configure(EntityTypeBuilder<Verification> builder)
    {
        builder.Property(v => v.Reference).HasMaxLength(Verification.ReferenceLength);
        builder.Property(v => v.VerifiedAt).HasDefaultValueSql("now()");
        builder.HasIndex(v => new { v.AccountId, v.OperatorId });
        builder.HasOne<Account>().WithMany().HasForeignKey(v => v.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(v => v.OperatorId).OnDelete(DeleteBehavior.Cascade);
    }
}
