using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AdminConsole.Bench;

/// <summary>As much of MessagePack (github.com/msgpack/msgpack/blob/master/spec.md) as Blazor's hub protocol uses.</summary>
internal static class MessagePack
{
    public static void Write(ArrayBufferWriter<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                to.Write<byte>([0xc0]);
                break;
            case bool flag:
                to.Write<byte>([(byte)(flag ? 0xc3 : 0xc2)]);
                break;
            case long number:
                Span<byte> wide = [0xd3, 0, 0, 0, 0, 0, 0, 0, 0];
                BinaryPrimitives.WriteInt64BigEndian(wide[1..], number);
                to.Write(wide);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Span<byte> head = [0xdb, 0, 0, 0, 0];
                BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
                to.Write(head);
                to.Write(bytes);
                break;
            case object?[] { Length: < 16 } items:
                to.Write<byte>([(byte)(0x90 | items.Length)]);
                foreach (var item in items) Write(to, item);
                break;
            case Dictionary<string, object> { Count: 0 }:
                to.Write<byte>([0x80]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

    /// <summary>Whole numbers as long, text as string, bytes as byte[], arrays as object?[]; maps are read over.</summary>
    public static object? Read(ReadOnlySpan<byte> bytes) => new Reader(bytes).Next();

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public object? Next()
        {
            var kind = Take(1)[0];
            return kind switch
            {
                < 0x80 => (long)kind,
                < 0x90 => Map(kind & 15),
                < 0xa0 => Items(kind & 15),
                < 0xc0 => Encoding.UTF8.GetString(Take(kind & 31)),
                0xc0 => null,
                0xc2 => false,
                0xc3 => true,
                0xc4 => Take((int)Number(1)).ToArray(),
                0xc5 => Take((int)Number(2)).ToArray(),
                0xc6 => Take((int)Number(4)).ToArray(),
                0xcb => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
                0xcc => Number(1),
                0xcd => Number(2),
                0xce => Number(4),
                0xcf => Number(8),
                0xd0 => (long)(sbyte)Take(1)[0],
                0xd1 => (long)BinaryPrimitives.ReadInt16BigEndian(Take(2)),
                0xd2 => (long)BinaryPrimitives.ReadInt32BigEndian(Take(4)),
                0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
                0xd9 => Encoding.UTF8.GetString(Take((int)Number(1))),
                0xda => Encoding.UTF8.GetString(Take((int)Number(2))),
                0xdb => Encoding.UTF8.GetString(Take((int)Number(4))),
                0xdc => Items((int)Number(2)),
                0xdd => Items((int)Number(4)),
                0xde => Map((int)Number(2)),
                >= 0xe0 => (long)(sbyte)kind,
                _ => throw new InvalidDataException($"MessagePack type {kind:x2} is not expected."),
            };
        }

        private object?[] Items(int count)
        {
            var items = new object?[count];
            for (var i = 0; i < count; i++) items[i] = Next();
            return items;
        }

        private object? Map(int count)
        {
            for (var i = 0; i < 2 * count; i++) Next();
            return null;
        }

        private long Number(int size)
        {
            long number = 0;
            foreach (var part in Take(size)) number = number << 8 | part;
            return number;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            var taken = rest[..count];
            rest = rest[count..];
            return taken;
        }
    }
}
