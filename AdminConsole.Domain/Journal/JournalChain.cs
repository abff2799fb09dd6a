using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using AdminConsole.Domain.Model;
using Npgsql;

namespace AdminConsole.Domain.Journal;

/// <summary>One row of the journal, as the chain knows it.</summary>
internal readonly record struct RowDigest(long Id, byte[] Digest);

/// <summary>
/// How rows become a chain (rule 18 of recovery). Each row has a digest over every one of its columns, each link one over the link before and the digests
/// of its rows. To change what goes in here is to break every chain there is.
/// </summary>
internal static class JournalChain
{
    /// <summary>Every column there is: a test compares.</summary>
    public const string Columns = "id, at, actor_id, account_id, school_ids, action, outcome, refusal, reason, verified_how, network, detail, request_key";

    /// <summary>What of a row's digest a link keeps.</summary>
    public const int Kept = 8;

    /// <summary>Of the sealer and of the purge, which do not work at once, in any process.</summary>
    public const long Lock = 0x4A_4F_55_52_4E_41_4C;

    /// <summary>What the first link hangs on.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>Reads a row that begins with <see cref="Columns"/>.</summary>
    public static RowDigest Read(NpgsqlDataReader row)
    {
        using var bytes = new MemoryStream(256);
        Number(row.GetInt64(0));
        // Microseconds are all that the database has.
        Number(row.GetFieldValue<DateTimeOffset>(1).UtcTicks / TimeSpan.TicksPerMicrosecond);
        Id(2);
        Id(3);
        var schools = row.GetFieldValue<Guid[]>(4);
        Number(schools.Length);
        foreach (var school in schools) bytes.Write(school.ToByteArray(bigEndian: true));
        Text(5);
        Number(row.GetInt16(6));
        Text(7);
        Text(8);
        Number(row.IsDBNull(9) ? -1 : row.GetInt16(9));
        Bytes(row.IsDBNull(10) ? null : row.GetFieldValue<IPAddress>(10).GetAddressBytes());
        Text(11);
        Id(12);
        return new(row.GetInt64(0), SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));

        void Id(int column) => Bytes(row.IsDBNull(column) ? null : row.GetGuid(column).ToByteArray(bigEndian: true));
        void Text(int column) => Bytes(row.IsDBNull(column) ? null : Encoding.UTF8.GetBytes(row.GetString(column)));

        // With its length before it, so that nothing moves from one column to the next unseen.
        void Bytes(byte[]? value)
        {
            Number(value?.Length ?? -1);
            bytes.Write(value);
        }

        void Number(long value)
        {
            Span<byte> big = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(big, value);
            bytes.Write(big);
        }
    }

    /// <summary>The link for rows in the order of their ids, of which there is at least one.</summary>
    public static AuditSeal Link(byte[] before, IReadOnlyList<RowDigest> rows)
    {
        var kept = new byte[rows.Count * (sizeof(long) + Kept)];
        for (var i = 0; i < rows.Count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(kept.AsSpan(i * (sizeof(long) + Kept)), rows[i].Id);
            rows[i].Digest.AsSpan(0, Kept).CopyTo(kept.AsSpan(i * (sizeof(long) + Kept) + sizeof(long)));
        }
        return new() { FirstEntryId = rows[0].Id, LastEntryId = rows[^1].Id, EntryCount = rows.Count, Digest = DigestOf(before, rows), Rows = kept };
    }

    /// <summary>Of a link: over the digest before it and the whole digests of its rows.</summary>
    public static byte[] DigestOf(byte[] before, IReadOnlyList<RowDigest> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        foreach (var row in rows) hash.AppendData(row.Digest);
        return hash.GetHashAndReset();
    }

    /// <summary>The ids and beginnings of digests that a link kept.</summary>
    public static IReadOnlyList<RowDigest> Unpack(byte[]? kept)
    {
        var rows = new List<RowDigest>();
        for (var at = 0; kept is not null && at + sizeof(long) + Kept <= kept.Length; at += sizeof(long) + Kept)
            rows.Add(new(BinaryPrimitives.ReadInt64BigEndian(kept.AsSpan(at)), kept[(at + sizeof(long))..(at + sizeof(long) + Kept)]));
        return rows;
    }
}
