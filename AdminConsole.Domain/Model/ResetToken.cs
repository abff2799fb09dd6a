using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What a secret opens.</summary>
public enum TokenPurpose : short { Reset = 1, ConfirmContact = 2, CancelContact = 3, CallerCode = 4 }

/// <summary>Who asked for a secret. A new one ends only earlier ones of the same origin (rule 4 of recovery).</summary>
public enum TokenOrigin : short { Public = 1, Operator = 2, Slip = 3, Self = 4 }

/// <summary>What brings a secret to the person.</summary>
public enum TokenCarrier : short { Mail = 1, Sms = 2, Screen = 3, Paper = 4 }

/// <summary>Why a secret can no longer be used.</summary>
public enum TokenEnd : short { Redeemed = 1, Superseded = 2, PasswordChanged = 3, ContactChanged = 4, RankChanged = 5, Blocked = 6, Revoked = 7 }

/// <summary>
/// One secret that leads to « Choisissez votre mot de passe ». Only digests are kept: SHA-256 of a link's 256 random
/// bits, and the slow password hash of a provisional password (rule 6 of recovery). Expiry is judged by the database.
/// </summary>
public sealed class ResetToken
{
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public TokenPurpose Purpose { get; set; }
    public TokenOrigin Origin { get; set; }
    public TokenCarrier Carrier { get; set; }

    /// <summary>SHA-256 of the link's secret; null for what has no link.</summary>
    public byte[]? SecretHash { get; set; }

    /// <summary>Slow hash of the provisional password, or of the code that a caller reads out; null for what has none.</summary>
    public string? ProvisionalHash { get; set; }

    /// <summary>Which of an account's provisional passwords a typed one can be: <see cref="Passwords.ProvisionalPassword.TagOf"/>.</summary>
    public short? ProvisionalTag { get; set; }

    /// <summary>The contact that it went to; a later confirmation proves just this one.</summary>
    public string? Contact { get; set; }

    /// <summary>The change that it confirms or cancels; null for every other purpose.</summary>
    public Guid? ChangeId { get; set; }
    public Guid? IssuedBy { get; set; }

    /// <summary>The batch that it was printed with; null for every other.</summary>
    public Guid? SlipBatchId { get; set; }
    public DateTimeOffset IssuedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When the password field of its page was first used; a mere GET is no proof, mail scanners open links.</summary>
    public DateTimeOffset? OpenedAt { get; set; }
    /// <summary>Wrong tries of a code that is read out.</summary>
    public short WrongTries { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public TokenEnd? EndedWhy { get; set; }
}

internal sealed class ResetTokenConfiguration : IEntityTypeConfiguration<ResetToken>
{
    public void Configure(EntityTypeBuilder<ResetToken> builder)
    {
        builder.Property(t => t.Contact).HasMaxLength(Account.EmailLength);
        builder.Property(t => t.IssuedAt).HasDefaultValueSql("now()");
        builder.HasIndex(t => t.SecretHash).IsUnique();
        builder.HasIndex(t => t.AccountId);
        builder.HasIndex(t => t.ChangeId).HasFilter("change_id IS NOT NULL");
        builder.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.SlipBatchId).HasFilter("slip_batch_id IS NOT NULL");
        builder.HasOne<SlipBatch>().WithMany().HasForeignKey(t => t.SlipBatchId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<OwnContactChange>().WithMany().HasForeignKey(t => t.ChangeId).OnDelete(DeleteBehavior.Cascade);
    }
}
