using Npgsql;
using NpgsqlTypes;

namespace AdminConsole.Domain.Imports;

/// <summary>A stored file as a stream: one block in memory at a time, a byte order mark left out.</summary>
internal sealed class FileBlocks(NpgsqlDataSource source, Guid fileId) : Stream
{
    public const int Size = 512 * 1024;
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private byte[] block = [];
    private int place, at;
    private bool ended;

    /// <summary>Bytes of the file that were read so far.</summary>
    public long Seen { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Seen;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at == block.Length && !ended) await NextAsync(cancellationToken);
        var count = Math.Min(buffer.Length, block.Length - at);
        block.AsMemory(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private async Task NextAsync(CancellationToken cancel)
    {
        await using var read = source.CreateCommand("SELECT bytes FROM import_blocks WHERE file_id = $1 AND place = $2");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = fileId });
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = place });
        if (await read.ExecuteScalarAsync(cancel) is not byte[] next)
        {
            ended = true;
            return;
        }
        (block, at) = (next, place == 0 && next.AsSpan().StartsWith(Mark) ? Mark.Length : 0);
        Seen += next.Length;
        place++;
    }

    /// <summary>Stores what comes, as it comes; the caller's transaction makes it whole or absent.</summary>
    /// <param name="look">Sees each block before it is stored; false ends it.</param>
    /// <returns>False when it was ended.</returns>
    public static async Task<bool> StoreAsync(NpgsqlConnection connection, Guid fileId, Stream content, Func<ReadOnlyMemory<byte>, bool> look, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync("COPY import_blocks (file_id, place, bytes) FROM STDIN (FORMAT binary)", cancel);
        var buffer = new byte[Size];
        for (var place = 0; ; place++)
        {
            var count = await content.ReadAtLeastAsync(buffer, Size, throwOnEndOfStream: false, cancel);
            if (count == 0) break;
            if (!look(buffer.AsMemory(0, count))) return false;
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(fileId, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(place, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(count == Size ? buffer : buffer[..count], NpgsqlDbType.Bytea, cancel);
            if (count < Size) break;
        }
        await copy.CompleteAsync(cancel);
        return true;
    }
}
