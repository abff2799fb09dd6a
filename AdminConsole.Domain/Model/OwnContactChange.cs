using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>Why a change that a person asked for is over.</summary>
public enum OwnContactChangeEnd : short
{
    /// <summary>The person asked for another one.</summary>
    Superseded = 1,

    /// <summary>Given up on « Mon compte ».</summary>
    GivenUp = 2,

    /// <summary>By the link that a contact on record received.</summary>
    Cancelled = 3,
    PasswordChanged = 4,

    /// <summary>« Ce n'était pas moi ».</summary>
    Disowned = 5,
}

/// <summary>
/// A replacement of one's own address or number: waits until the new one proves itself, and can be cancelled for 72 hours by
/// what it replaces. Holds what has to be put back then.
/// </summary>
public sealed class OwnContactChange
{
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public Channel Channel { get; set; }

    /// <summary>What was on record when it was asked for; the change holds only as long as that is still so.</summary>
    public string? OldValue { get; set; }
    public ContactState? OldState { get; set; }
    public ContactSource? OldSource { get; set; }
    public required string NewValue { get; set; }

    /// <summary>The new value as destinations are counted: letter case makes no two of one.</summary>
    public required string NewKey { get; set; }
    public DateTimeOffset AskedAt { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public OwnContactChangeEnd? EndedWhy { get; set; }
}

internal sealed class OwnContactChangeConfiguration : IEntityTypeConfiguration<OwnContactChange>
{
    public void Configure(EntityTypeBuilder<OwnContactChange> builder)
    {
        builder.Property(c => c.OldValue).HasMaxLength(Account.EmailLength);
        builder.Property(c => c.NewValue).HasMaxLength(Account.EmailLength);
        builder.Property(c => c.NewKey).HasMaxLength(Account.EmailLength).UseCollation("C");
        builder.Property(c => c.AskedAt).HasDefaultValueSql("now()");
        builder.HasIndex(c => new { c.AccountId, c.AskedAt });
        builder.HasIndex(c => new { c.NewKey, c.AskedAt });
        builder.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
