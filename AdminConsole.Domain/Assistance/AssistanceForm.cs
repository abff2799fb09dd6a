using System.Net;
using System.Security.Cryptography;
using System.Text;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Assistance;

/// <summary>What became of a form that was sent. None of it depends on whether the parent or the child is known here.</summary>
public enum AssistanceOutcome
{
    /// <summary>Stored, or the same form stored before.</summary>
    Sent,

    /// <summary>A field is missing or refused.</summary>
    Incomplete,
    SchoolUnknown,

    /// <summary>Over a limit of the network or of all: nothing was stored, which is said, because nobody would ever answer.</summary>
    TooMany,

    /// <summary>The database is away, and nothing was stored.</summary>
    TryLater,
}

/// <param name="Secret">Of the follow-up link; null unless it was sent.</param>
public sealed record AssistanceSent(AssistanceOutcome Outcome, string? Secret = null);

/// <summary>A school as the form names it.</summary>
public sealed record AssistanceSchool(string Uai, string Name, string Town);

/// <summary>
/// The parents' assistance form: takes what somebody unknown claims, and nothing follows from it but that an operator reads it (rules 1 and 4 of
/// recovery). No account is looked at.
/// </summary>
public sealed partial class AssistanceForm(
    IDbContextFactory<AdminDb> databases, AssistanceLimits limits, AssistanceReferences references, AssistanceMail mail, LateSignals signals, TimeProvider time, ILogger<AssistanceForm> log)
{
    /// <summary>
    /// The school of a national code, open or closed; null for one that is malformed or unknown. While the database is away any code is one, without a
    /// name: the form can be filled in all the same.
    /// </summary>
    public async Task<AssistanceSchool?> SchoolAsync(string? uai, CancellationToken cancel)
    {
        if (CodeOf(uai) is not { } code) return null;
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            return await db.Schools.Where(s => s.Uai == code).Select(s => new AssistanceSchool(s.Uai, s.Name, s.Town)).SingleOrDefaultAsync(cancel);
        }
        catch (Exception fault) when (Outage.Caused(fault))
        {
            return new(code, "", "");
        }
    }

    /// <summary>
    /// Stores a request, and its acknowledgement where an address was given that did not get too many: one commit. The same form sent again from
    /// the same network within a day is the same request. A school that is closed, or that nobody administers, leaves it to whoever covers all.
    /// </summary>
    /// <param name="language">« fr » or « en ».</param>
    public async Task<AssistanceSent> SendAsync(AssistanceDraft draft, IPAddress? network, string language, CancellationToken cancel)
    {
        if (draft.FaultsOfSender().Count + draft.FaultsOfChild().Count > 0) return new(AssistanceOutcome.Incomplete);
        try
        {
            return await StoreAsync(draft, network, language, cancel);
        }
        catch (Exception fault) when (Outage.Caused(fault) || fault is TimeoutException)
        {
            Log.NotStored(log, fault);
            return new(AssistanceOutcome.TryLater);
        }
    }

    private async Task<AssistanceSent> StoreAsync(AssistanceDraft draft, IPAddress? network, string language, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await PlaceAsync(db, CodeOf(draft.Uai), cancel) is not { } place) return new(AssistanceOutcome.SchoolUnknown);
        var request = Read(draft, place, network, language);
        if (await SecretOfSameAsync(db, request.TypedHash, cancel) is { } known) return new(AssistanceOutcome.Sent, known);
        if (!await limits.CountAsync(db, network, cancel)) return new(AssistanceOutcome.TooMany);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({Convert.ToHexString(request.TypedHash)}, 1))", cancel);
        if (await SecretOfSameAsync(db, request.TypedHash, cancel) is { } meanwhile) return new(AssistanceOutcome.Sent, meanwhile);
        var issued = references.Issue();
        (request.ReferenceHash, request.ReferenceSealed) = (issued.Hash, issued.Sealed);
        db.AssistanceRequests.Add(request);
        await db.SaveChangesAsync(cancel);
        if (request.Email is { } address && await AssistanceLimits.AllowsMailAsync(db, address, cancel))
        {
            db.Enqueue(mail.Received(request, issued.Secret, request.ReceivedAt)!);
            await db.SaveChangesAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
        signals.Tell(Signal.AssistanceChanged, place.SchoolId);
        signals.Tell(Signal.AssistanceChanged);
        signals.Tell(Signal.OutboxWaiting);
        return new(AssistanceOutcome.Sent, issued.Secret);
    }

    private sealed record Place(Guid SchoolId, bool Helped);

    private static Task<Place?> PlaceAsync(AdminDb db, string? code, CancellationToken cancel) =>
        db.Schools.Where(s => s.Uai == code)
            .Select(s => new Place(s.Id, (s.ClosedOn == null || s.ClosedOn > AdminDb.Today())
                && db.SchoolHelpers.Any(g => g.SchoolId == s.Id)))
            .SingleOrDefaultAsync(cancel);

    private AssistanceRequest Read(AssistanceDraft draft, Place place, IPAddress? network, string language)
    {
        var request = new AssistanceRequest
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            ReferenceHash = [],
            ReferenceSealed = [],
            SchoolId = place.SchoolId,
            Central = !place.Helped,
            Origin = AssistanceOrigin.Form,
            Reason = draft.Reason!.Value,
            FamilyName = AssistanceWords.Line(draft.FamilyName)!,
            GivenName = AssistanceWords.Line(draft.GivenName)!,
            Email = EmailAddress.TryParse(draft.Email, out var address, out _) ? address.Value : null,
            Mobile = draft.MobileRead,
            ChildFamilyName = AssistanceWords.Line(draft.ChildFamilyName)!,
            ChildGivenName = AssistanceWords.Line(draft.ChildGivenName)!,
            ChildClass = AssistanceWords.Line(draft.ChildClass),
            Message = AssistanceWords.Text(draft.Message),
            Language = language == "en" ? "en" : "fr",
            Network = network,
            TypedHash = [],
        };
        request.TypedHash = HashOf(request);
        return request;
    }

    /// <summary>
    /// With the network: who knows everything that a parent typed and types it elsewhere makes a request of his own, and is not led to theirs.
    /// </summary>
    private static byte[] HashOf(AssistanceRequest request) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0',
        $"{request.SchoolId:N}", $"{request.Reason}", request.FamilyName, request.GivenName, request.Email?.ToLowerInvariant(), request.Mobile,
        request.ChildFamilyName, request.ChildGivenName, request.ChildClass, request.Message, Networks.KeyOf(request.Network))));

    private async Task<string?> SecretOfSameAsync(AdminDb db, byte[] typed, CancellationToken cancel)
    {
        var same = await db.AssistanceRequests.AsNoTracking().Where(r => r.TypedHash == typed && r.ReceivedAt > AdminDb.Now().AddDays(-1))
            .OrderBy(r => r.ReceivedAt).FirstOrDefaultAsync(cancel);
        return same is null ? null : references.Open(same);
    }

    private static string? CodeOf(string? uai) => uai is { Length: 8 } && uai.All(char.IsAsciiLetterOrDigit) ? uai.ToUpperInvariant() : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A request for assistance could not be stored; its sender was asked to try again")]
        public static partial void NotStored(ILogger logger, Exception fault);
    }
}
