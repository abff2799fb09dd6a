using System.Security.Cryptography;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>A request as it is loaded: for demo data and measurements.</summary>
public sealed record AssistanceRow(
    Guid SchoolId, DateTimeOffset ReceivedAt, AssistanceReason Reason, string FamilyName, string GivenName, string? Email, string? Mobile,
    string ChildFamilyName, string ChildGivenName, string? ChildClass, string? Message)
{
    /// <summary>When it was answered and closed; null while it is open.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
    public bool Central { get; init; }
}

/// <summary>Loads requests that nobody sent, without a mail and without a limit.</summary>
public sealed class AssistanceLoader(IDbContextFactory<AdminDb> databases, AssistanceReferences references)
{
    private const int Chunk = 2_000;

    /// <summary>Stores the rows; their follow-up links work.</summary>
    public async Task LoadAsync(IEnumerable<AssistanceRow> rows, CancellationToken cancel)
    {
        foreach (var chunk in rows.Chunk(Chunk))
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            db.AssistanceRequests.AddRange(chunk.Select(Stored));
            await db.SaveChangesAsync(cancel);
        }
    }

    private AssistanceRequest Stored(AssistanceRow row)
    {
        var reference = references.Issue();
        return new()
        {
            Id = Guid.CreateVersion7(row.ReceivedAt),
            ReferenceHash = reference.Hash,
            ReferenceSealed = reference.Sealed,
            SchoolId = row.SchoolId,
            Central = row.Central,
            Origin = AssistanceOrigin.Form,
            Reason = row.Reason,
            FamilyName = row.FamilyName,
            GivenName = row.GivenName,
            Email = row.Email,
            Mobile = row.Mobile,
            ChildFamilyName = row.ChildFamilyName,
            ChildGivenName = row.ChildGivenName,
            ChildClass = row.ChildClass,
            Message = row.Message,
            State = row.AnsweredAt is null ? AssistanceState.Received : AssistanceState.Closed,
            ReceivedAt = row.ReceivedAt,
            AnsweredAt = row.AnsweredAt,
            ClosedAt = row.AnsweredAt,
            ClosedWhy = row.AnsweredAt is null ? null : AssistanceClosure.Solved,
            TypedHash = RandomNumberGenerator.GetBytes(32),
        };
    }
}
