using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>An application that shows a new code every thirty seconds (RFC 6238); one for an account.</summary>
public sealed class Authenticator
{
    public Guid AccountId { get; set; }

    /// <summary>160 bits under data protection.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The latest time step whose code was used: none is used twice.</summary>
    public long LastStep { get; set; }
    public DateTimeOffset AddedAt { get; set; }
}

/// <summary>A passkey of a person, on a device or in its keychain.</summary>
public sealed class Passkey
{
    public const int NameLength = 60;

    public Guid Id { get; set; }
    public Guid AccountId { get; set; }

    /// <summary>What the person calls it.</summary>
    public required string Name { get; set; }
    public required byte[] CredentialId { get; set; }

    /// <summary>COSE key.</summary>
    public required byte[] PublicKey { get; set; }
    public long SignCount { get; set; }
    public string[] Transports { get; set; } = [];
    public bool BackupEligible { get; set; }
    public bool BackedUp { get; set; }
    public DateTimeOffset AddedAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>One of ten codes on paper, each good for one time.</summary>
public sealed class RecoveryCode
{
    public Guid Id { get; set; }
    public Guid AccountId { get; set; }

    /// <summary>SHA-256 of its 76 bits, which nobody guesses.</summary>
    public required byte[] Hash { get; set; }
    public DateTimeOffset? UsedAt { get; set; }

    internal static byte[] HashOf(string normalized) => SHA256.HashData(Encoding.ASCII.GetBytes(normalized));
}

/// <summary>The second factors of an account, all kinds.</summary>
internal static class Factors
{
    /// <summary>Whether there is one. Recovery codes stand in for one, and are none.</summary>
    public static Task<bool> AreThereAsync(AdminDb db, Guid accountId, CancellationToken cancel) =>
        db.Accounts.AnyAsync(a => a.Id == accountId && (db.Authenticators.Any(f => f.AccountId == a.Id) || db.Passkeys.Any(p => p.AccountId == a.Id)), cancel);

    /// <summary>Removes all of them, recovery codes too, at once and not with the next save; how many factors there were.</summary>
    public static async Task<int> ClearAsync(AdminDb db, Guid accountId, CancellationToken cancel)
    {
        await db.RecoveryCodes.Where(c => c.AccountId == accountId).ExecuteDeleteAsync(cancel);
        return await db.Authenticators.Where(f => f.AccountId == accountId).ExecuteDeleteAsync(cancel)
            + await db.Passkeys.Where(p => p.AccountId == accountId).ExecuteDeleteAsync(cancel);
    }
}

internal sealed class AuthenticatorConfiguration : IEntityTypeConfiguration<Authenticator>
{
    public void Configure(EntityTypeBuilder<Authenticator> builder)
    {
        builder.HasKey(f => f.AccountId);
        builder.Property(f => f.AddedAt).HasDefaultValueSql("now()");
        builder.HasOne<Account>().WithOne().HasForeignKey<Authenticator>(f => f.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.Property(p => p.Name).HasMaxLength(Passkey.NameLength);
        builder.Property(p => p.AddedAt).HasDefaultValueSql("now()");
        builder.HasIndex(p => p.CredentialId).IsUnique();
        builder.HasIndex(p => p.AccountId);
        builder.HasOne<Account>().WithMany().HasForeignKey(p => p.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.HasIndex(c => new { c.AccountId, c.Hash }).IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
