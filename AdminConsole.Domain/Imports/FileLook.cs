using System.Security.Cryptography;
using System.Text;
using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Imports;

/// <summary>Looks at a file's bytes as they pass: whether it is text, in which encoding, how long, and what its digest is.</summary>
internal sealed class FileLook : IDisposable
{
    /// <summary>Bytes of one file.</summary>
    public const long Most = 200L * 1024 * 1024;

    /// <summary>Beginnings of archives, and of workbooks, which are some: zip, gzip, 7z, rar, the old Excel, xz, bzip2.</summary>
    private static readonly byte[][] Archives =
        [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06], [0x1F, 0x8B], [0x37, 0x7A, 0xBC, 0xAF], [0x52, 0x61, 0x72, 0x21], [0xD0, 0xCF, 0x11, 0xE0], [0xFD, 0x37, 0x7A, 0x58], [0x42, 0x5A, 0x68]];

    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Decoder utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] letters = new char[32 * 1024];
    private bool isUtf8 = true;
    private bool onlyIn1252;

    public long Bytes { get; private set; }
    public ImportFault? Fault { get; private set; }

    /// <summary>UTF-8 if all of it is; else the one of the two that has letters where it has bytes.</summary>
    public ImportEncoding Encoding => isUtf8 ? ImportEncoding.Utf8 : onlyIn1252 ? ImportEncoding.Windows1252 : ImportEncoding.Latin1;

    /// <summary>Takes the next bytes; false when no more are wanted.</summary>
    public bool See(ReadOnlyMemory<byte> block)
    {
        var bytes = block.Span;
        if (Bytes == 0) Fault = FaultOf(bytes);
        Bytes += bytes.Length;
        if (Bytes > Most) Fault = ImportFault.TooLarge;
        if (bytes.Contains((byte)0)) Fault ??= ImportFault.Binary;
        if (Fault is not null) return false;
        digest.AppendData(bytes);
        onlyIn1252 |= bytes.ContainsAnyInRange((byte)0x80, (byte)0x9F);
        if (isUtf8) isUtf8 = IsUtf8(bytes, flush: false);
        return true;
    }

    /// <summary>After the last byte.</summary>
    public byte[] End()
    {
        if (isUtf8) isUtf8 = IsUtf8([], flush: true);
        if (Bytes == 0) Fault = ImportFault.Empty;
        return digest.GetHashAndReset();
    }

    public void Dispose() => digest.Dispose();

    private static ImportFault? FaultOf(ReadOnlySpan<byte> beginning)
    {
        foreach (var archive in Archives)
            if (beginning.StartsWith(archive)) return ImportFault.Zip;
        return null;
    }

    private bool IsUtf8(ReadOnlySpan<byte> bytes, bool flush)
    {
        try
        {
            do
            {
                utf8.Convert(bytes, letters, flush, out var used, out _, out var whole);
                bytes = bytes[used..];
                if (whole) return true;
            }
            while (true);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
