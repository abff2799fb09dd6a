using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AdminConsole.Domain.Model;
using Channel = System.Threading.Channels.Channel;

namespace AdminConsole.Domain.Import;

/// <summary>A row with everything that is derived from it, ready to be copied.</summary>
internal readonly record struct StagedRow(AccountRow Row, Guid Id, string FamilyKey, string GivenKey, string[] NameWords, string LoginProposed)
{
    public static StagedRow Of(AccountRow row)
    {
        string familyKey = Folding.Fold(row.FamilyName), givenKey = Folding.Fold(row.GivenName);
        var login = Folding.Login(row.Login);
        // Ids that the loader gives grow with time, so that new rows land side by side in the indexes.
        return new StagedRow(row, row.Id ?? Guid.CreateVersion7(), familyKey, givenKey,
            Folding.Words(row.FamilyName, row.GivenName, row.UsageName),
            login.Length > 0 ? login : LoginMaker.ProposeFolded(givenKey, familyKey));
    }
}

/// <summary>The rows of one commit; the source is cut into them while the database is busy with the one before.</summary>
internal sealed class Chunk(int size)
{
    private readonly Dictionary<AccountKey, int> places = [];

    public List<StagedRow> Rows { get; } = new(size);
    public int Repeated { get; private set; }

    /// <summary>
    /// Cuts a source into chunks, at most one waiting beside the one in work: memory does not grow with the source. Folding
    /// and reading run beside the database.
    /// </summary>
    public static async IAsyncEnumerable<Chunk> ReadAsync(IAsyncEnumerable<AccountRow> rows, int size, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ready = Channel.CreateBounded<Chunk>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => FillAsync(rows, size, ready.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var chunk in ready.Reader.ReadAllAsync(cancel)) yield return chunk;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private static async Task FillAsync(IAsyncEnumerable<AccountRow> rows, int size, ChannelWriter<Chunk> ready, CancellationToken cancel)
    {
        try
        {
            var chunk = new Chunk(size);
            await foreach (var row in rows.WithCancellation(cancel))
            {
                chunk.Add(row);
                if (chunk.Rows.Count < size) continue;
                await ready.WriteAsync(chunk, cancel);
                chunk = new Chunk(size);
            }
            if (chunk.Rows.Count > 0) await ready.WriteAsync(chunk, cancel);
            ready.Complete();
        }
        catch (Exception fault)
        {
            // Whatever the source threw reaches whoever reads the chunks.
            ready.Complete(fault);
        }
    }

    /// <summary>Two rows for one account in one statement would be an error; the later one counts, as it would in a later chunk.</summary>
    private void Add(AccountRow row)
    {
        var staged = StagedRow.Of(row);
        if (row.Id is null && row.ExternalId is null)
        {
            Rows.Add(staged);
            return;
        }
        if (places.TryAdd(row.Id is { } id ? new(id, null) : new(null, row.ExternalId), Rows.Count))
        {
            Rows.Add(staged);
            return;
        }
        var place = places[row.Id is { } known ? new(known, null) : new(null, row.ExternalId)];
        Rows[place] = staged;
        Repeated++;
    }
}
