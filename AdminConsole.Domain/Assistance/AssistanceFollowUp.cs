using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Assistance;

/// <summary>The page of a follow-up link, for whoever holds it (rules 7 and 9 of recovery: looking changes nothing, and the secret is in no log).</summary>
public sealed partial class AssistanceFollowUp(IDbContextFactory<AdminDb> databases, ILogger<AssistanceFollowUp> log)
{
    public const int WordsAnHour = 5;
    public const int WordsInAll = 30;

    /// <summary>Days during which a word opens a closed request again; afterwards it is better to ask anew.</summary>
    public const int ReopenDays = 30;

    /// <summary>The request of a link as it came back from a mail program; null for none.</summary>
    public async Task<FollowUpView?> ReadAsync(string? linkText, CancellationToken cancel)
    {
        if (AssistanceReferences.HashOf(linkText) is not { } hash) return null;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = await db.AssistanceRequests.AsNoTracking().Where(r => r.ReferenceHash == hash)
            .Select(r => new { Request = r, School = db.Schools.Single(s => s.Id == r.SchoolId), Now = AdminDb.Now() }).SingleOrDefaultAsync(cancel);
        if (found is not { Request: var r, School: var school }) return null;
        var lines = await db.AssistanceEntries
            .Where(e => e.RequestId == r.Id && e.Text != null && (e.Kind == AssistanceEntryKind.ParentWord || e.Kind == AssistanceEntryKind.Answer))
            .OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => new FollowUpLine(e.Kind == AssistanceEntryKind.Answer, e.At, e.Text!)).ToListAsync(cancel);
        // What an agent wrote to the school, and what he took from the records, is not for whoever reads the person's mail.
        var theirs = r.Origin is AssistanceOrigin.Form;
        return new(r.Number, r.State, r.ReceivedAt, school.Name, school.Town, r.Reason, r.FamilyName, r.GivenName, theirs ? r.Email : null, theirs ? r.Mobile : null,
            r.ChildFamilyName, r.ChildGivenName, r.ChildClass, theirs ? r.Message : null) { IsTheirs = theirs, Lines = lines, MayAddWord = MayAddTo(r, found.Now) };
    }

    /// <summary>
    /// Adds a word of the person who asked. An answered request waits for its operator again, or for anybody; so does one closed in the last
    /// <see cref="ReopenDays"/> days, unless it was closed as unwanted or as a repetition. The last word sent twice is one.
    /// </summary>
    public async Task<AddWordOutcome> AddWordAsync(string? linkText, string? typed, CancellationToken cancel)
    {
        if (AssistanceReferences.HashOf(linkText) is not { } hash) return AddWordOutcome.Unknown;
        if (AssistanceWords.Text(typed) is not { } text) return AddWordOutcome.Empty;
        if (text.Length > AssistanceEntry.TextLength) return AddWordOutcome.TooLong;
        try
        {
            return await AddAsync(hash, text, cancel);
        }
        catch (Exception fault) when (Outage.Caused(fault) || fault is TimeoutException)
        {
            Log.NotStored(log, fault);
            return AddWordOutcome.TryLater;
        }
    }

    private async Task<AddWordOutcome> AddAsync(byte[] hash, string text, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var request = await db.AssistanceRequests.FromSql($"SELECT * FROM assistance_requests WHERE reference_hash = {hash} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (request is null) return AddWordOutcome.Unknown;
        var now = await db.NowAsync(cancel);
        if (!MayAddTo(request, now)) return AddWordOutcome.Closed;
        var words = await db.AssistanceEntries.Where(e => e.RequestId == request.Id && e.Kind == AssistanceEntryKind.ParentWord)
            .OrderByDescending(e => e.At).Select(e => new { e.At, e.Text }).Take(WordsInAll).ToListAsync(cancel);
        if (words.FirstOrDefault() is { } last && last.Text == text && last.At > now.AddDays(-1)) return AddWordOutcome.Added;
        if (words.Count >= WordsInAll || words.Count(word => word.At > now.AddHours(-1)) >= WordsAnHour) return AddWordOutcome.TooMany;
        Add(db, request.Id, AssistanceEntryKind.ParentWord, text);
        if (request.State is AssistanceState.Closed) Add(db, request.Id, AssistanceEntryKind.Reopened, null);
        if (request.State is AssistanceState.Answered or AssistanceState.Closed)
        {
            request.State = request.ClaimedBy is null ? AssistanceState.Received : AssistanceState.InHand;
            (request.ClosedAt, request.ClosedWhy) = (null, null);
        }
        request.Version++;
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return AddWordOutcome.Added;

        void Add(AdminDb to, Guid requestId, AssistanceEntryKind kind, string? said) =>
            to.AssistanceEntries.Add(new() { Id = Guid.CreateVersion7(now), RequestId = requestId, Kind = kind, Text = said });
    }

    private static bool MayAddTo(AssistanceRequest request, DateTimeOffset now) => request.State is not AssistanceState.Closed
        || request.ClosedWhy is not (AssistanceClosure.Unwanted or AssistanceClosure.Duplicate) && request.ClosedAt > now.AddDays(-ReopenDays);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A word could not be added to a request for assistance; its sender was asked to try again")]
        public static partial void NotStored(ILogger logger, Exception fault);
    }
}
