using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>Where a request came from: the public form, or an agent who could not help a caller himself.</summary>
public enum AssistanceOrigin : short { Form = 1, Console = 2 }

/// <summary>What happened to the person who asks.</summary>
public enum AssistanceReason : short { LostPassword = 1, LostLogin = 2, NeverActivated = 3, LostContact = 4, Other = 5 }

/// <summary>Where a request is, as the person who asked sees it too.</summary>
public enum AssistanceState : short { Received = 1, InHand = 2, Answered = 3, Closed = 4 }

/// <summary>Why a request was closed.</summary>
public enum AssistanceClosure : short { Solved = 1, NotAParent = 2, NotFound = 3, Duplicate = 4, Unwanted = 5, NoAnswer = 6 }

/// <summary>
/// A parent's request for help (« Demande d’assistance »): what they wrote, and how far it is. What is given in it is a claim of somebody
/// unknown and never a way to recover an account by itself.
/// </summary>
public sealed class AssistanceRequest
{
    public const int MessageLength = 2_000;
    public const int ClassLength = 50;

    public Guid Id { get; set; }

    /// <summary>Short number for speaking about it; opens nothing.</summary>
    public long Number { get; set; }

    /// <summary>Digest of the secret in the follow-up link.</summary>
    public required byte[] ReferenceHash { get; set; }

    /// <summary>The secret itself under a data-protection key, so that later mails can repeat the link.</summary>
    public required byte[] ReferenceSealed { get; set; }

    public Guid SchoolId { get; set; }

    /// <summary>The school is closed or nobody administers it: whoever covers all schools takes it.</summary>
    public bool Central { get; set; }
    public AssistanceOrigin Origin { get; set; }
    public AssistanceReason Reason { get; set; }

    public required string FamilyName { get; set; }
    public required string GivenName { get; set; }
    public string? Email { get; set; }

    /// <summary>E.164, with the plus sign.</summary>
    public string? Mobile { get; set; }
    public required string ChildFamilyName { get; set; }
    public required string ChildGivenName { get; set; }
    public string? ChildClass { get; set; }
    public string? Message { get; set; }

    /// <summary>« fr » or « en »: what the form was read in.</summary>
    public string Language { get; set; } = "fr";
    public IPAddress? Network { get; set; }

    /// <summary>The account whose fiche it was sent on from; null for the public form.</summary>
    public Guid? AboutAccountId { get; set; }

    /// <summary>The agent who sent it on; null for the public form.</summary>
    public Guid? SentOnBy { get; set; }

    public AssistanceState State { get; set; } = AssistanceState.Received;
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>The one operator who handles it; null while nobody does.</summary>
    public Guid? ClaimedBy { get; set; }
    public DateTimeOffset? ClaimedAt { get; set; }

    /// <summary>When somebody first answered or helped: what the time to answer is measured by.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public AssistanceClosure? ClosedWhy { get; set; }

    /// <summary>Digest of everything typed: the same form sent again is recognised by it.</summary>
    public required byte[] TypedHash { get; set; }

    /// <summary>Counts changes, so that a stale act is noticed.</summary>
    public int Version { get; set; } = 1;
}

internal sealed class AssistanceRequestConfiguration : IEntityTypeConfiguration<AssistanceRequest>
{
    public void Configure(EntityTypeBuilder<AssistanceRequest> builder)
    {
        builder.Property(r => r.Number).UseIdentityAlwaysColumn();
        builder.Property(r => r.FamilyName).HasMaxLength(Account.NameLength);
        builder.Property(r => r.GivenName).HasMaxLength(Account.NameLength);
        builder.Property(r => r.Email).HasMaxLength(Account.EmailLength);
        builder.Property(r => r.Mobile).HasMaxLength(16).UseCollation("C");
        builder.Property(r => r.ChildFamilyName).HasMaxLength(Account.NameLength);
        builder.Property(r => r.ChildGivenName).HasMaxLength(Account.NameLength);
        builder.Property(r => r.ChildClass).HasMaxLength(AssistanceRequest.ClassLength);
        builder.Property(r => r.Message).HasMaxLength(AssistanceRequest.MessageLength);
        builder.Property(r => r.Language).HasMaxLength(2);
        builder.Property(r => r.ReceivedAt).HasDefaultValueSql("now()");
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => r.ReferenceHash).IsUnique();
        builder.HasIndex(r => r.Number).IsUnique();
        builder.HasIndex(r => new { r.SchoolId, r.ReceivedAt, r.Id });
        builder.HasIndex(r => new { r.ReceivedAt, r.Id }).HasFilter("state <> 4").HasDatabaseName("ix_assistance_requests_open");
        builder.HasIndex(r => new { r.SchoolId, r.State, r.ReceivedAt, r.Id });
        builder.HasIndex(r => new { r.TypedHash, r.ReceivedAt });
        builder.HasIndex(r => r.ClaimedBy).HasFilter("claimed_by IS NOT NULL");
        builder.HasOne<School>().WithMany().HasForeignKey(r => r.SchoolId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.AboutAccountId).OnDelete(DeleteBehavior.SetNull);
    }
}
