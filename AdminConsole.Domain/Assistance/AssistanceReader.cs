using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>One request as an operator may see it, and the moment at which this was so.</summary>
public sealed record AssistanceCase
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required int Version { get; init; }
    public required AssistanceState State { get; init; }
    public required bool Central { get; init; }
    public required AssistanceOrigin Origin { get; init; }
    public required AssistanceReason Reason { get; init; }
    public required string FamilyName { get; init; }
    public required string GivenName { get; init; }
    public required string? Email { get; init; }
    public required string? Mobile { get; init; }
    public required string ChildFamilyName { get; init; }
    public required string ChildGivenName { get; init; }
    public required string? ChildClass { get; init; }
    public required string? Message { get; init; }
    public required string Language { get; init; }
    public required Guid SchoolId { get; init; }
    public required string School { get; init; }
    public required string Town { get; init; }
    public required Guid? AboutAccountId { get; init; }
    public required OperatorName? SentOnBy { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required DateTimeOffset? ClaimedAt { get; init; }
    public required OperatorName? Holder { get; init; }
    public required AssistanceClosure? ClosedWhy { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>What was said and done, oldest first.</summary>
    public required IReadOnlyList<AssistanceLine> Course { get; init; }

    /// <summary>How the actor stood towards it when it was read. Asked again whenever he acts.</summary>
    public required RequestStanding Standing { get; init; }

    public bool IsLate => State is AssistanceState.Received or AssistanceState.InHand && ReceivedAt < AssistanceAge.LimitAt(Now);
}

/// <summary>An operator who acted; without a name when he is not in the actor's scope.</summary>
/// <param name="Me">The actor himself.</param>
public sealed record OperatorName(bool Me, string? FamilyName, string? GivenName);

/// <summary>One line of the course.</summary>
/// <param name="By">Null for the person who asked.</param>
/// <param name="Message">The message that carries it, and how far it got; null also when it is about an account out of scope.</param>
/// <param name="About">The account that the message is about; null for an answer, and out of scope.</param>
public sealed record AssistanceLine(
    Guid Id, AssistanceEntryKind Kind, OperatorName? By, DateTimeOffset At, string? Text, MessageStatus? Message, Guid? About);

/// <summary>Reads one request for its page. Changes are told by <see cref="Signal.AssistanceChanged"/>.</summary>
public sealed class AssistanceReader(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Lines that a page shows; a course as long as that is not read through by anybody.</summary>
    public const int MostLines = 200;

    /// <summary>The request; null when it is unknown, of a school out of scope, or the actor is no longer signed in: the three never differ.</summary>
    public async Task<AssistanceCase?> ReadAsync(Actor actor, Guid requestId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await RequestGate.StandingAsync(db, actor, requestId, cancel) is not { } standing) return null;
        var lines = await LinesAsync(db, actor, requestId, cancel);
        return await (
            from r in db.AssistanceInScopeOf(actor)
            join s in db.Schools on r.SchoolId equals s.Id
            where r.Id == requestId
            select new AssistanceCase
            {
                Id = r.Id,
                Number = r.Number,
                Version = r.Version,
                State = r.State,
                Central = r.Central,
                Origin = r.Origin,
                Reason = r.Reason,
                FamilyName = r.FamilyName,
                GivenName = r.GivenName,
                Email = r.Email,
                Mobile = r.Mobile,
                ChildFamilyName = r.ChildFamilyName,
                ChildGivenName = r.ChildGivenName,
                ChildClass = r.ChildClass,
                Message = r.Message,
                Language = r.Language,
                SchoolId = r.SchoolId,
                School = s.Name,
                Town = s.Town,
                AboutAccountId = r.AboutAccountId,
                SentOnBy = r.SentOnBy == null ? null : new OperatorName(
                    r.SentOnBy == actor.AccountId,
                    db.AccountsInScopeOf(actor).Where(a => a.Id == r.SentOnBy).Select(a => a.FamilyName).FirstOrDefault(),
                    db.AccountsInScopeOf(actor).Where(a => a.Id == r.SentOnBy).Select(a => a.GivenName).FirstOrDefault()),
                ReceivedAt = r.ReceivedAt,
                ClaimedAt = r.ClaimedAt,
                Holder = r.ClaimedBy == null ? null : new OperatorName(
                    r.ClaimedBy == actor.AccountId,
                    db.AccountsInScopeOf(actor).Where(a => a.Id == r.ClaimedBy).Select(a => a.FamilyName).FirstOrDefault(),
                    db.AccountsInScopeOf(actor).Where(a => a.Id == r.ClaimedBy).Select(a => a.GivenName).FirstOrDefault()),
                ClosedWhy = r.ClosedWhy,
                Now = AdminDb.Now(),
                Course = lines,
                Standing = standing,
            }).SingleOrDefaultAsync(cancel);
    }

    private static async Task<List<AssistanceLine>> LinesAsync(AdminDb db, Actor actor, Guid requestId, CancellationToken cancel)
    {
        var lines = await (
            from e in db.AssistanceEntries
            where e.RequestId == requestId
            join m in db.OutboxMessages on e.MessageId equals m.Id into messages
            from message in messages.DefaultIfEmpty()
            join t in db.ResetTokens.Where(t => t.Purpose == TokenPurpose.Reset) on message.TokenId equals t.Id into tokens
            from token in tokens.DefaultIfEmpty()
            // Who covers more schools may have helped somebody of another one: to whom he wrote is for those who see that account.
            let seen = db.AccountsInScopeOf(actor).Any(a => a.Id == message.AccountId)
            orderby e.At descending, e.Id descending
            select new AssistanceLine(
                e.Id, e.Kind,
                e.AuthorId == null ? null : new OperatorName(
                    e.AuthorId == actor.AccountId,
                    db.AccountsInScopeOf(actor).Where(a => a.Id == e.AuthorId).Select(a => a.FamilyName).FirstOrDefault(),
                    db.AccountsInScopeOf(actor).Where(a => a.Id == e.AuthorId).Select(a => a.GivenName).FirstOrDefault()),
                e.At, e.Text,
                message == null || (message.AccountId != null && !seen) ? null : new MessageStatus
                {
                    Id = message.Id,
                    Kind = message.Kind,
                    Channel = message.Channel,
                    Recipient = message.Recipient,
                    State = message.State,
                    QueuedAt = message.QueuedAt,
                    FinishedAt = message.FinishedAt,
                    Attempts = message.Attempts,
                    NextTryAt = message.NextTryAt,
                    LastAnswer = message.LastAnswer,
                    LinkExpiresAt = (DateTimeOffset?)token.ExpiresAt,
                    OpenedAt = token.OpenedAt,
                    PasswordChangedAt = token.EndedWhy == TokenEnd.Redeemed ? token.EndedAt : null,
                    LinkEnded = token.EndedWhy,
                },
                seen ? message.AccountId : null)).Take(MostLines).ToListAsync(cancel);
        lines.Reverse();
        return lines;
    }
}
