using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminConsole.Domain.Model;

/// <summary>What somebody who is not signed in has lost.</summary>
public enum LostThing : short { Password = 1, Login = 2 }

/// <summary>Where a request is. Everything but <see cref="Waiting"/> is final, and what was typed is gone from a final one.</summary>
public enum RequestState : short { Waiting = 1, Handled = 2, GivenUp = 3 }

/// <summary>
/// What somebody asked for on « Besoin d'aide ? »: all that the request itself stores, whoever it is about. Whether there is such an
/// account, and what is sent, is found out later and elsewhere (rule 1 of recovery).
/// </summary>
public sealed class RecoveryRequest
{
    public const int TypedLength = Account.EmailLength;

    public Guid Id { get; set; }
    public LostThing Lost { get; set; }

    /// <summary>Folded login, or mail address; null once the request is final.</summary>
    public string? Typed { get; set; }

    /// <summary>By what the answer is wished.</summary>
    public Channel Channel { get; set; }
    public IPAddress? Network { get; set; }

    /// <summary>« fr » or « en »: what the page was read in.</summary>
    public string Language { get; set; } = "fr";
    public RequestState State { get; set; } = RequestState.Waiting;
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>How often it could not be handled.</summary>
    public int Attempts { get; set; }
    public DateTimeOffset NextTryAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

internal sealed class RecoveryRequestConfiguration : IEntityTypeConfiguration<RecoveryRequest>
{
    public void Configure(EntityTypeBuilder<RecoveryRequest> builder)
    {
        builder.Property(r => r.Typed).HasMaxLength(RecoveryRequest.TypedLength);
        builder.Property(r => r.Language).HasMaxLength(2);
        builder.Property(r => r.AskedAt).HasDefaultValueSql("now()");
        builder.Property(r => r.NextTryAt).HasDefaultValueSql("now()");
        builder.HasIndex(r => r.NextTryAt).HasFilter("state = 1");
        builder.HasIndex(r => r.FinishedAt).HasFilter("state <> 1");
        builder.ToTable(table => table.HasCheckConstraint("ck_recovery_requests_typed", "(state = 1) = (typed IS NOT NULL)"));
    }
}
