using System.Buffers.Binary;
using System.Text;
using ICSharpCode.SharpZipLib.Checksum;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// Writes a zip file as PyTorch does: entries stored without compression, each beginning at a multiple of 64 bytes (so that
/// readers can map it), 64-bit fields where 32 bits do not reach (PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.3).
/// </summary>
internal sealed class ZipWriter(FileStream stream)
{
    private const int Alignment = 64;
    private const int HeaderBytes = 30;
    private const int CrcAt = 14;
    private const ushort PaddingTag = 0x4246;
    private const ushort WideTag = 1;

    private readonly MemoryStream _directory = new();
    private long _entries;

    /// <summary>Writes one entry; the checksum is put into its header when the bytes are known.</summary>
    /// <param name="name">Path in the archive.</param>
    /// <param name="length">How many bytes follow.</param>
    /// <param name="write">Hands the bytes over, in pieces.</param>
    public void Add(string name, long length, Action<Action<ReadOnlySpan<byte>>> write)
    {
        var start = stream.Position;
        var utf8 = Encoding.UTF8.GetBytes(name);
        var wide = length >= uint.MaxValue ? Wide(length, length) : [];
        var data = start + HeaderBytes + utf8.Length + wide.Length + 4;
        var padding = (int)((Alignment - (data % Alignment)) % Alignment);
        using (var header = new MemoryStream())
        {
            Write(header, 0x04034b50u);
            Common(header, 0, length, utf8.Length, wide.Length + 4 + padding);
            header.Write(utf8);
            header.Write(wide);
            Write(header, PaddingTag);
            Write(header, (ushort)padding);
            header.Write(new byte[padding]);
            stream.Write(header.GetBuffer().AsSpan(0, (int)header.Length));
        }

        var crc = Body(length, write);
        Patch(start + CrcAt, crc);
        Central(utf8, start, length, crc);
    }

    /// <summary>Writes the directory at the end.</summary>
    public void Finish()
    {
        var (start, length) = (stream.Position, _directory.Length);
        _directory.WriteTo(stream);
        using var end = new MemoryStream();
        if (start >= uint.MaxValue || _entries >= ushort.MaxValue)
        {
            Write(end, 0x06064b50u);
            Write(end, 44L);
            end.Write([45, 0, 45, 0, .. new byte[8]]);
            Write(end, _entries);
            Write(end, _entries);
            Write(end, length);
            Write(end, start);
            Write(end, 0x07064b50u);
            Write(end, 0u);
            Write(end, start + length);
            Write(end, 1u);
        }

        Write(end, 0x06054b50u);
        Write(end, 0u);
        Write(end, (ushort)Math.Min(_entries, ushort.MaxValue));
        Write(end, (ushort)Math.Min(_entries, ushort.MaxValue));
        Write(end, (uint)length);
        Write(end, Narrow(start));
        Write(end, (ushort)0);
        stream.Write(end.GetBuffer().AsSpan(0, (int)end.Length));
    }

    private uint Body(long length, Action<Action<ReadOnlySpan<byte>>> write)
    {
        var crc = new Crc32();
        var buffer = new byte[(int)Math.Min(Math.Max(length, 1), 1 << 20)];
        long written = 0;
        write(bytes =>
        {
            for (var rest = bytes; rest.Length > 0;)
            {
                var part = rest[..Math.Min(rest.Length, buffer.Length)];
                part.CopyTo(buffer);
                crc.Update(new ArraySegment<byte>(buffer, 0, part.Length));
                stream.Write(part);
                written += part.Length;
                rest = rest[part.Length..];
            }
        });
        return written == length ? (uint)crc.Value : throw new InvalidOperationException($"{written} bytes were written where {length} were announced.");
    }

    private void Patch(long at, uint crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, crc);
        var end = stream.Position;
        stream.Position = at;
        stream.Write(bytes);
        stream.Position = end;
    }

    private void Central(byte[] name, long start, long length, uint crc)
    {
        long[] values = length >= uint.MaxValue ? [length, length] : [];
        var wide = Wide(start >= uint.MaxValue ? [.. values, start] : values);
        Write(_directory, 0x02014b50u);
        Write(_directory, (ushort)45);
        Common(_directory, crc, length, name.Length, wide.Length);
        _directory.Write(new byte[10]);
        Write(_directory, Narrow(start));
        _directory.Write(name);
        _directory.Write(wide);
        _entries++;
    }

    // Version, flags (names in UTF-8), method "stored", time and date (midnight, 1 January 1980), checksum, both lengths.
    private static void Common(MemoryStream target, uint crc, long length, int name, int extra)
    {
        target.Write([45, 0, 0, 8, 0, 0, 0, 0, 0x21, 0]);
        Write(target, crc);
        Write(target, Narrow(length));
        Write(target, Narrow(length));
        Write(target, (ushort)name);
        Write(target, (ushort)extra);
    }

    private static byte[] Wide(params long[] values)
    {
        if (values.Length == 0)
        {
            return [];
        }

        using var field = new MemoryStream();
        Write(field, WideTag);
        Write(field, (ushort)(values.Length * sizeof(long)));
        foreach (var value in values)
        {
            Write(field, value);
        }

        return field.ToArray();
    }

    private static uint Narrow(long value) => (uint)Math.Min(value, uint.MaxValue);

    private static void Write<T>(MemoryStream target, T value)
        where T : System.Numerics.IBinaryInteger<T>
    {
        Span<byte> bytes = stackalloc byte[value.GetByteCount()];
        value.WriteLittleEndian(bytes);
        target.Write(bytes);
    }
}
