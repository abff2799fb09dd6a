using System.Data;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AdminConsole.Domain.Journal;

/// <summary>What is wrong with the journal, where it first is.</summary>
public enum JournalFault { RowAltered, RowRemoved, RowInserted, SealAltered, AnchorUnproven }

/// <summary>What a look at the whole journal found.</summary>
/// <param name="Fault">Null when every sealed row is as it was sealed.</param>
/// <param name="EntryId">The row that it is about, or the first of the batch.</param>
/// <param name="SealId">The batch that it is in; null when there is no fault.</param>
/// <param name="Sealed">Rows that were found to be as they were sealed.</param>
/// <param name="Unsealed">Rows after the last seal: nothing is said of them.</param>
/// <param name="UnsealedSince">Time of the first of those.</param>
/// <param name="Head">The last digest, in hex: whoever keeps it elsewhere can tell if the end of the chain is cut off.</param>
/// <param name="HoldsExpected">Whether a digest that was kept elsewhere is one of the chain; null when none was given.</param>
public sealed record JournalVerdict(
    JournalFault? Fault, long? EntryId, long? SealId, long Sealed, long Unsealed, DateTimeOffset? UnsealedSince, string Head, bool? HoldsExpected);

/// <summary>Checks the chain of the journal from its anchor to its end (rule 18 of recovery).</summary>
public sealed class JournalVerification(IDbContextFactory<AdminDb> databases)
{
    private const int LinksAtOnce = 5_000;

    /// <summary>Reads all of it once, in one snapshot and with flat memory. Names the first row or batch that is not as it was sealed.</summary>
    /// <param name="expected">A digest of the chain, in hex, as an earlier check gave it; null for none.</param>
    public async Task<JournalVerdict> VerifyAsync(string? expected, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        db.Database.SetCommandTimeout(0);
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var (digest, last, rows) = (JournalChain.Beginning, 0L, 0L);
        var (wanted, holds) = (expected?.Trim(), expected is null ? (bool?)null : false);
        var isFirst = true;
        while (await LinksAsync(db, last, cancel) is { Count: > 0 } links)
        {
            foreach (var seal in links)
            {
                if (string.Equals(Convert.ToHexString(seal.Digest), wanted, StringComparison.OrdinalIgnoreCase)) holds = true;
                var fault = seal.PurgedAt is null ? await WrongRowAsync(seal) : isFirst ? await WrongAnchorAsync(seal) : (JournalFault.AnchorUnproven, seal.LastEntryId);
                if (fault is { } wrong) return Verdict(wrong.Fault, wrong.Id, seal.Id);
                (digest, last, isFirst) = (seal.Digest, seal.LastEntryId, false);
            }
        }
        return Verdict(null, null, null) with
        {
            Unsealed = await db.AuditEntries.LongCountAsync(e => e.Id > last, cancel),
            UnsealedSince = await db.AuditEntries.Where(e => e.Id > last).OrderBy(e => e.Id).Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(cancel),
        };

        JournalVerdict Verdict(JournalFault? fault, long? entry, long? seal) => new(fault, entry, seal, rows, 0, null, Convert.ToHexStringLower(digest), holds);

        async Task<(JournalFault Fault, long Id)?> WrongRowAsync(SealedBatch seal)
        {
            var found = await RowsAsync(db, snapshot, last, seal.LastEntryId, cancel);
            if (JournalChain.DigestOf(digest, found).AsSpan().SequenceEqual(seal.Digest))
            {
                rows += found.Count;
                return null;
            }
            var kept = await db.AuditSeals.Where(s => s.Id == seal.Id).Select(s => s.Rows).SingleAsync(cancel);
            var (fault, id) = Difference(JournalChain.Unpack(kept), found);
            return (fault, id ?? seal.FirstEntryId);
        }

        // Only the first link may have lost its rows, and the purge said so in the journal.
        async Task<(JournalFault Fault, long Id)?> WrongAnchorAsync(SealedBatch seal)
        {
            var told = Convert.ToHexStringLower(seal.Digest);
            if (!await db.AuditEntries.AnyAsync(e => e.Action == AuditAction.JournalPurged && e.Detail!.Contains(told), cancel)) return (JournalFault.AnchorUnproven, seal.LastEntryId);
            return await db.AuditEntries.Where(e => e.Id <= seal.LastEntryId).OrderBy(e => e.Id).Select(e => (long?)e.Id).FirstOrDefaultAsync(cancel) is { } early
                ? (JournalFault.RowInserted, early) : null;
        }
    }

    /// <summary>The first row that differs; without one it is the link itself that was changed, or one before it taken out.</summary>
    private static (JournalFault Fault, long? Id) Difference(IReadOnlyList<RowDigest> kept, List<RowDigest> found)
    {
        for (var i = 0; i < Math.Max(kept.Count, found.Count); i++)
        {
            if (i >= found.Count || i < kept.Count && kept[i].Id < found[i].Id) return (JournalFault.RowRemoved, kept[i].Id);
            if (i >= kept.Count || kept[i].Id > found[i].Id) return (JournalFault.RowInserted, found[i].Id);
            if (!found[i].Digest.AsSpan(0, JournalChain.Kept).SequenceEqual(kept[i].Digest)) return (JournalFault.RowAltered, found[i].Id);
        }
        return (JournalFault.SealAltered, null);
    }

    private sealed record SealedBatch(long Id, long FirstEntryId, long LastEntryId, byte[] Digest, DateTimeOffset? PurgedAt);

    private static Task<List<SealedBatch>> LinksAsync(AdminDb db, long after, CancellationToken cancel) =>
        db.AuditSeals.Where(s => s.LastEntryId > after).OrderBy(s => s.LastEntryId).Take(LinksAtOnce)
            .Select(s => new SealedBatch(s.Id, s.FirstEntryId, s.LastEntryId, s.Digest, s.PurgedAt)).ToListAsync(cancel);

    private static async Task<List<RowDigest>> RowsAsync(AdminDb db, IDbContextTransaction snapshot, long after, long last, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {JournalChain.Columns} FROM audit_entries WHERE id > $1 AND id <= $2 ORDER BY id",
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)snapshot.GetDbTransaction())
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = after }, new() { Value = last } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<RowDigest>(JournalSealer.Batch);
        while (await reader.ReadAsync(cancel)) rows.Add(JournalChain.Read(reader));
        return rows;
    }
}
