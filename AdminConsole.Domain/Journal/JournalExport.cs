using System.Globalization;
using System.Runtime.CompilerServices;
using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Journal;

/// <summary>The journal as a file, for those whose grant says that they may export.</summary>
public sealed class JournalExport(IDbContextFactory<AdminDb> databases)
{
    /// <summary>The newest rows only: what spreadsheets still open. A filter by date gets at the others.</summary>
    public const int MostRows = 100_000;

    private const int ReadAtOnce = 1_000;

    /// <summary>
    /// The rows of the filter in the schools that a grant as local administrator or above lets the actor export, newest first, <see cref="MostRows"/> at most.
    /// That they are exported, and how many, is in the journal before the first is read (rule 15 of recovery). Asks for a fresh proof.
    /// </summary>
    public async Task<Export<JournalRow>> BeginAsync(Actor actor, JournalFilter filter, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await db.GrantsOf(actor).AnyAsync(g => g.Function >= Function.LocalAdmin && g.MayExport, cancel)) return Export<JournalRow>.Of(ExportOutcome.NotAllowed);
        if (!await FreshProof.IsHeldAsync(db, actor, cancel)) return Export<JournalRow>.Of(ExportOutcome.ProofTooOld);
        var resolved = await JournalReader.ResolveAsync(db, actor, filter, cancel);
        var (count, newest) = resolved is null ? (0, 0) : await CountAsync(db, actor, resolved, cancel);
        var limited = count > MostRows;
        count = Math.Min(count, MostRows);
        await db.AuditAsync(new()
        {
            ActorId = actor.AccountId,
            AccountId = resolved?.Account,
            SchoolIds = filter.SchoolId is { } school && await db.GrantsOf(actor).AnyAsync(g => g.SchoolId == null || g.SchoolId == school, cancel) ? [school] : [],
            Action = AuditAction.JournalExported,
            Outcome = AuditOutcome.Done,
            Network = actor.Network,
            Detail = Told(count, limited, filter, resolved),
        }, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new(ExportOutcome.Begun, count, limited, resolved is null ? AsyncEnumerable.Empty<JournalRow>() : RowsAsync(actor, resolved, newest, count, cancel));
    }

    private static async Task<(int Count, long Newest)> CountAsync(AdminDb db, Actor actor, ResolvedFilter filter, CancellationToken cancel)
    {
        var (count, newest) = (0, 0L);
        await using var command = JournalQuery.Command((NpgsqlConnection)db.Database.GetDbConnection(), actor, filter, long.MaxValue, MostRows + 1, export: true, "e.id");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (count++ == 0) newest = reader.GetInt64(0);
        }
        return (count, newest);
    }

    /// <summary>Each part is a statement of its own, with the rights as they are then: whoever reads slowly holds nothing open.</summary>
    /// <exception cref="ExportEndedException">There are less than there were.</exception>
    private async IAsyncEnumerable<JournalRow> RowsAsync(Actor actor, ResolvedFilter filter, long newest, int count, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var before = newest + 1;
        while (count > 0)
        {
            var rows = await PartAsync(actor, filter, before, Math.Min(count, ReadAtOnce), cancel);
            if (rows is []) throw new ExportEndedException();
            foreach (var row in rows) yield return row;
            (before, count) = (rows[^1].Id, count - rows.Count);
        }
    }

    private async Task<IReadOnlyList<JournalRow>> PartAsync(Actor actor, ResolvedFilter filter, long before, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        var rows = new List<JournalRow>(most);
        await using (var command = JournalQuery.Command((NpgsqlConnection)db.Database.GetDbConnection(), actor, filter, before, most, export: true, JournalReader.Columns))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) rows.Add(JournalReader.Row(reader));
        return await JournalReader.NamedAsync(db, actor, rows, cancel);
    }

    /// <summary>What was carried away, by ids (rule 18 of recovery).</summary>
    private static string Told(int count, bool limited, JournalFilter filter, ResolvedFilter? resolved)
    {
        var told = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{count}{(limited ? "+" : "")}") };
        if (resolved?.Operator is { } by) told.Add($"op. {by}");
        if (filter.Group is { } group) told.Add($"{group}");
        if (filter.Outcome is { } outcome) told.Add($"{outcome}");
        if (filter.From is not null || filter.To is not null) told.Add(string.Create(CultureInfo.InvariantCulture, $"{filter.From:yyyy-MM-dd} → {filter.To:yyyy-MM-dd}"));
        return string.Join(", ", told);
    }
}
