using System.Buffers.Binary;
using System.Text;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// The entries of a zip file with the offsets of their bytes, which System.IO.Compression keeps to itself (PKWARE APPNOTE
/// 6.3.9, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3).
/// </summary>
internal sealed class ZipDirectory
{
    private const int MaxDirectoryBytes = 64 << 20;
    private const int EndBytes = 22;
    private const int MaxComment = ushort.MaxValue;

    private readonly TensorFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(TensorFile file) => _file = file;

    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    public static ZipDirectory Read(TensorFile file)
    {
        var zip = new ZipDirectory(file);
        zip.ReadEntries();
        return zip;
    }

    /// <summary>Where an entry's bytes begin.</summary>
    /// <exception cref="InputException">It is compressed, encrypted, or lies outside the file.</exception>
    public long DataOffset(ZipEntry entry)
    {
        if (entry.Method != 0 || (entry.Flags & 1) != 0 || entry.StoredBytes != entry.Bytes)
        {
            throw new InputException(
                $"'{_file.Description}': entry '{entry.Name}' is {((entry.Flags & 1) != 0 ? "encrypted" : "compressed")}, which torch.save never does. Pack the file again without compression (zip -0).");
        }

        const int HeaderBytes = 30;
        var header = Read(entry.HeaderOffset, HeaderBytes);
        var offset = entry.HeaderOffset + HeaderBytes + U16(header, 26) + U16(header, 28);
        return U32(header, 0) == 0x04034b50 && entry.Bytes <= _file.Length - offset
            ? offset
            : throw Broken($"entry '{entry.Name}' does not lie where the directory says");
    }

    private void ReadEntries()
    {
        var (count, bytes, offset) = FindDirectory();
        if (bytes > MaxDirectoryBytes)
        {
            throw Broken($"its directory claims {bytes} bytes; at most {MaxDirectoryBytes} are allowed");
        }

        var rest = Read(offset, bytes).AsSpan();
        for (long i = 0; i < count; i++)
        {
            const int FixedBytes = 46;
            if (rest.Length < FixedBytes || U32(rest, 0) != 0x02014b50)
            {
                throw Broken($"its directory ends after {i} of {count} entries");
            }

            var (nameBytes, extraBytes, commentBytes) = (U16(rest, 28), U16(rest, 30), U16(rest, 32));
            var all = FixedBytes + nameBytes + extraBytes + commentBytes;
            if (all > rest.Length)
            {
                throw Broken($"its directory ends inside entry {i} of {count}");
            }

            var name = Encoding.UTF8.GetString(rest.Slice(FixedBytes, nameBytes));
            long[] wide = [U32(rest, 24), U32(rest, 20), U32(rest, 42)];
            Widen(name, wide, rest.Slice(FixedBytes + nameBytes, extraBytes));
            if (!_entries.TryAdd(name, new ZipEntry(name, wide[2], wide[1], wide[0], U16(rest, 10), U16(rest, 8))))
            {
                throw Broken($"entry '{name}' appears twice");
            }

            rest = rest[all..];
        }
    }

    // Values that do not fit 32 bits stand in the extra field 1, in this order, only those.
    private void Widen(string name, long[] values, ReadOnlySpan<byte> extra)
    {
        while (values.Contains(uint.MaxValue) && extra.Length >= 4)
        {
            var (tag, size) = (U16(extra, 0), U16(extra, 2));
            var field = extra.Slice(4, Math.Min(size, extra.Length - 4));
            for (var i = 0; tag == 1 && i < values.Length && field.Length >= 8; i++)
            {
                if (values[i] == uint.MaxValue)
                {
                    values[i] = BinaryPrimitives.ReadInt64LittleEndian(field);
                    field = field[8..];
                }
            }

            extra = extra[(4 + Math.Min(size, extra.Length - 4))..];
        }

        if (values.Any(value => value < 0) || values.AsSpan(1).ContainsAnyExceptInRange(0, _file.Length))
        {
            throw Broken($"entry '{name}' claims more bytes than the file has");
        }
    }

    private (long Count, long Bytes, long Offset) FindDirectory()
    {
        var tailBytes = Math.Min(_file.Length, EndBytes + MaxComment);
        var tail = Read(_file.Length - tailBytes, tailBytes).AsSpan();
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (U32(tail, at) != 0x06054b50)
            {
                continue;
            }

            const int LocatorBytes = 20;
            if (at >= LocatorBytes && U32(tail, at - LocatorBytes) == 0x07064b50)
            {
                var end64 = Read(BinaryPrimitives.ReadInt64LittleEndian(tail[(at - LocatorBytes + 8)..]), 56);
                return U32(end64, 0) == 0x06064b50
                    ? (I64(end64, 32), I64(end64, 40), I64(end64, 48))
                    : throw Broken("its 64-bit directory does not lie where the end says");
            }

            return (U16(tail, at + 10), U32(tail, at + 12), U32(tail, at + 16));
        }

        throw new InputException($"'{_file.Description}' is truncated: it is a zip file (as torch.save writes), but its directory, which stands at the end, is missing. Copy or download it again.");
    }

    private byte[] Read(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > _file.Length || count > _file.Length - offset)
        {
            throw Broken($"{count} bytes at {offset} lie outside the file");
        }

        var bytes = new byte[count];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_file.Handle, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw Broken("it became shorter while it was being read");
        }

        return bytes;
    }

    private InputException Broken(string rule) => new($"'{_file.Description}' is a broken zip file: {rule}.");

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
