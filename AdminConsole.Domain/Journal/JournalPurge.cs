using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Journal;

/// <summary>What the purge removed.</summary>
/// <param name="LastId">The last journal row that is gone; null when none was old enough.</param>
public sealed record PurgeResult(long Rows, long? LastId, int Volumes);

/// <summary>Removes what is too old from the journal, as the role that owns it: the application's own may not.</summary>
public sealed class JournalPurge(IConfiguration configuration, IOptions<JournalOptions> options)
{
    /// <summary>
    /// Removes whole sealed batches of which every row is older than Journal:RetentionMonths. Of the last of them the digest stays, as the anchor of
    /// the rest, and a journal row that names it (rules 18 and 25 of recovery). Counts of volume as old go as well.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The database is away, or the role may not delete journal rows.</exception>
    public async Task<PurgeResult> PurgeAsync(CancellationToken cancel)
    {
        var owner = configuration.GetConnectionString("AdminConsoleOwner");
        var connection = string.IsNullOrWhiteSpace(owner) ? configuration.GetConnectionString("AdminConsole")! : owner;
        await using var db = new AdminDb(new DbContextOptionsBuilder<AdminDb>().UseNpgsql(connection).Options);
        db.Database.SetCommandTimeout(0);
        var months = options.Value.RetentionMonths;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({JournalChain.Lock})", cancel);
        var volumes = await db.OperatorVolumes.Where(v => v.Hour < AdminDb.Now().AddMonths(-months)).ExecuteDeleteAsync(cancel);
        // By the order of ids: what comes before the first row that has to stay.
        var stays = await db.AuditEntries.OrderBy(e => e.Id).Where(e => e.At >= AdminDb.Now().AddMonths(-months)).Select(e => (long?)e.Id).FirstOrDefaultAsync(cancel) ?? long.MaxValue;
        var anchor = await db.AuditSeals.Where(s => s.LastEntryId < stays).OrderByDescending(s => s.LastEntryId).FirstOrDefaultAsync(cancel);
        if (anchor is null or { PurgedAt: not null })
        {
            await transaction.CommitAsync(cancel);
            return new(0, null, volumes);
        }
        await db.Database.ExecuteSqlAsync($"""
            DELETE FROM journal_places p USING audit_entries e WHERE e.id <= {anchor.LastEntryId} AND p.entry_id = e.id AND p.school_id = ANY (e.school_ids)
            """, cancel);
        var rows = await db.AuditEntries.Where(e => e.Id <= anchor.LastEntryId).ExecuteDeleteAsync(cancel);
        await db.AuditSeals.Where(s => s.LastEntryId < anchor.LastEntryId).ExecuteDeleteAsync(cancel);
        (anchor.PurgedAt, anchor.Rows) = (await db.NowAsync(cancel), null);
        await db.AuditAsync(new()
        {
            Action = AuditAction.JournalPurged,
            Outcome = AuditOutcome.Done,
            Detail = FormattableString.Invariant($"{rows} → {anchor.LastEntryId}, SHA-256 {Convert.ToHexStringLower(anchor.Digest)}"),
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new(rows, anchor.LastEntryId, volumes);
    }
}
