using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>Why a session ended.</summary>
public enum SessionEnd : short { SignedOut = 1, PasswordChanged = 2, RightsChanged = 3, Blocked = 4, EndedByOwner = 5, EndedByOperator = 6, Elevated = 7, FactorChanged = 8 }

/// <summary>Functions as a set, as it is stored: what a session may not carry.</summary>
[Flags]
public enum FunctionSet : short { None = 0, Support = 1, LocalAdmin = 2, CentralAdmin = 4, All = 7 }

/// <summary>What was proven in a session beyond the password.</summary>
public enum SessionProof : short { None = 0, SecondFactor = 1, Provider = 2 }

/// <summary>One sign-in on one device. The cookie names this row; nothing of a person's rights lives in the cookie.</summary>
public sealed class Session
{
    public const int UserAgentLength = 200;

    public Guid Id { get; set; }
    public Guid AccountId { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>End without activity; moved forward by each request and each action of a circuit.</summary>
    public DateTimeOffset IdleUntil { get; set; }

    /// <summary>End whatever happens.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public SessionEnd? EndedWhy { get; set; }

    /// <summary>« Se souvenir de moi » of a person without a function: lasts for weeks, and therefore never carries a function.</summary>
    public bool Remembered { get; set; }

    /// <summary>Functions that it does not carry until a second factor was proven in it, whenever they are granted.</summary>
    public FunctionSet Withheld { get; set; }
    public SessionProof Proof { get; set; }

    /// <summary>When that was proven last; sensitive actions ask for it again after <see cref="FreshProof.Life"/>.</summary>
    public DateTimeOffset? ProvenAt { get; set; }
    public IPAddress? Network { get; set; }
    public string? UserAgent { get; set; }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.Property(s => s.StartedAt).HasDefaultValueSql("now()");
        builder.Property(s => s.LastSeenAt).HasDefaultValueSql("now()");
        builder.Property(s => s.UserAgent).HasMaxLength(Session.UserAgentLength);
        builder.HasIndex(s => s.AccountId).HasFilter("ended_at IS NULL");
        builder.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Wrong tries in a row for one typed login from one network; unknown logins are counted too.</summary>
public sealed class SignInDelay
{
    /// <summary>Folded login as typed, cut to <see cref="Account.LoginLength"/>.</summary>
    public required string Login { get; set; }

    /// <summary>An IPv4 address, or the first 64 bits of an IPv6 one: what one household or one school has.</summary>
    public required string Network { get; set; }
    public int Failures { get; set; }
    public DateTimeOffset LastFailedAt { get; set; }
    public DateTimeOffset? DelayedUntil { get; set; }
}

internal sealed class SignInDelayConfiguration : IEntityTypeConfiguration<SignInDelay>
{
    public void Configure(EntityTypeBuilder<SignInDelay> builder)
    {
        builder.HasKey(d => new { d.Login, d.Network });
        builder.Property(d => d.Network).HasMaxLength(45).UseCollation("C");
        builder.Property(d => d.Login).HasMaxLength(Account.LoginLength).UseCollation("C");
    }
}
