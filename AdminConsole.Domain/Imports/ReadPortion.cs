using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AdminConsole.Domain.Model;
using Channel = System.Threading.Channels.Channel;

namespace AdminConsole.Domain.Imports;

/// <summary>A line with everything that is derived from it, ready to be copied.</summary>
internal readonly record struct ReadLine(
    ImportedLine Line, int Ordinal, string? ExternalId, string FamilyKey, string GivenKey, string[] NameWords, Guid NewId, Guid? Identity, Guid? PersonKey, Guid? NameKey, Guid RowKey)
{
    public static ReadLine Of(ImportedLine line, int ordinal)
    {
        string familyKey = Folding.Fold(line.FamilyName), givenKey = Folding.Fold(line.GivenName);
        var named = familyKey.Length > 0 && givenKey.Length > 0 && line is { School: not null, Profile: not null };
        var external = line.ExternalId
            ?? (named && !line.Reasons.Contains(ImportReason.IdMalformed) ? LineKeys.ExternalId(line.School!.Uai, line.Profile!.Value, familyKey, givenKey, line.BirthDate) : null);
        return new(
            line, ordinal, external, familyKey, givenKey, line.IsRefused ? [] : Folding.Words(line.FamilyName, line.GivenName, line.UsageName),
            // Ids grow with time, so that new rows land side by side in the indexes.
            Guid.CreateVersion7(), external is null ? null : LineKeys.Of("id", external),
            named ? LineKeys.Of("person", $"{(int)line.Profile!.Value}", familyKey, givenKey, $"{line.BirthDate:yyyyMMdd}") : null,
            named && line.Profile is Profile.Student ? NameKeyOf(line.School!.Id, familyKey, givenKey) : null, LineKeys.Of(line.Cells));
    }

    public static Guid NameKeyOf(Guid school, string familyKey, string givenKey) => LineKeys.Of("name", school.ToString("N"), familyKey, givenKey);
}

/// <summary>Lines of one commit of the preview. They are made while the database is busy with those before: at most one portion waits, whatever the length of the source.</summary>
/// <param name="BytesRead">Of all files, so far.</param>
internal sealed record ReadPortion(List<ReadLine> Lines, long BytesRead)
{
    /// <summary>The schools and profiles of lines that are not refused.</summary>
    public IEnumerable<(Guid School, short Profile)> About =>
        Lines.Where(read => read.Line is { School: not null, Profile: not null, IsRefused: false }).Select(read => (read.Line.School!.Id, (short)read.Line.Profile!)).Distinct();

    public static async IAsyncEnumerable<ReadPortion> CutAsync(IAsyncEnumerable<ImportedLine> lines, Func<long> bytesRead, int size, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ready = Channel.CreateBounded<ReadPortion>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => FillAsync(lines, bytesRead, size, ready.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var portion in ready.Reader.ReadAllAsync(cancel)) yield return portion;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private static async Task FillAsync(IAsyncEnumerable<ImportedLine> lines, Func<long> bytesRead, int size, ChannelWriter<ReadPortion> ready, CancellationToken cancel)
    {
        try
        {
            var (portion, ordinal) = (new List<ReadLine>(size), 0);
            await foreach (var line in lines.WithCancellation(cancel))
            {
                portion.Add(ReadLine.Of(line, ++ordinal));
                if (portion.Count < size) continue;
                await ready.WriteAsync(new(portion, bytesRead()), cancel);
                portion = new(size);
            }
            if (portion.Count > 0) await ready.WriteAsync(new(portion, bytesRead()), cancel);
            ready.Complete();
        }
        catch (Exception fault)
        {
            // Whatever the source threw reaches whoever reads the portions.
            ready.Complete(fault);
        }
    }
}
