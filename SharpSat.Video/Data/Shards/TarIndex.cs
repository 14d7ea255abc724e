using System.Buffers.Text;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Shards;

/// <summary>
/// Where the files of a tar archive lie, found by its headers alone (ustar, pax and GNU long names), so that each can be
/// read in place. Nothing is unpacked, and damage is an error: an archive that ends early would lose clips silently.
/// </summary>
internal sealed class TarIndex : IDisposable
{
    // Names and pax records longer than this are no honest ones.
    private const int MostText = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly long _length;
    private string? _longName;
    private string? _paxName;
    private long? _paxLength;

    private TarIndex(string path)
    {
        _file = File.OpenHandle(path);
        _length = RandomAccess.GetLength(_file);
    }

    /// <summary>The members in their order.</summary>
    /// <exception cref="InputException">It is empty, no tar archive, compressed, cut off or damaged; the message does not name it.</exception>
    public static List<TarMember> Read(string path)
    {
        try
        {
            using var index = new TarIndex(path);
            return index.Members();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be read: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private List<TarMember> Members()
    {
        RequirePlain();
        var members = new List<TarMember>();
        var block = new byte[TarHeader.Size];
        for (long at = 0; ;)
        {
            if (_length - at < TarHeader.Size)
            {
                throw new InputException(_length == 0 ? "is empty (0 bytes)." : $"is cut off after {Count(members)}: its end mark is missing.");
            }

            Fill(block, at);
            var header = new TarHeader(block);
            if (header.IsEmpty)
            {
                RequireNothing(at, members.Count);
                return members;
            }

            if (!header.IsSound)
            {
                throw new InputException(
                    at == 0 ? "is no tar archive."
                    : $"is damaged after {Count(members)}, at byte {at}.");
            }

            at = Take(header, at + TarHeader.Size, members);
        }
    }

    // One entry; where the next header is.
    private long Take(TarHeader header, long data, List<TarMember> members)
    {
        var type = header.Type;
        var isText = type is 'L' or 'K' or 'x' or 'g';

        // Links, devices and folders have a size at times, but no content.
        var hasContent = type is not ('1' or '2' or '3' or '4' or '5' or '6');
        long length;
        try
        {
            length = !hasContent ? 0 : isText ? header.Length : _paxLength ?? header.Length;
        }
        catch (InputException e)
        {
            throw new InputException($"is damaged after {Count(members)}: {e.Message}.", e);
        }

        if (length > _length - data || (isText && length > MostText))
        {
            throw new InputException($"is cut off or damaged after {Count(members)}: '{header.Name}' should have {length} bytes.");
        }

        if (isText)
        {
            Describe(type, Text(data, (int)length));
        }
        else
        {
            if (type != '5')
            {
                members.Add(new TarMember(_paxName ?? _longName ?? header.Name, data, length, IsFile: type is '0' or '\0' or '7'));
            }

            (_longName, _paxName, _paxLength) = (null, null, null);
        }

        return data + ((length + TarHeader.Size - 1) / TarHeader.Size * TarHeader.Size);
    }

    // GNU's long name, or pax records "LENGTH KEY=VALUE\n"; what concerns all entries names none.
    private void Describe(char type, byte[] text)
    {
        if (type == 'L')
        {
            _longName = TarHeader.Text(text);
        }

        for (ReadOnlySpan<byte> rest = type == 'x' ? text : []; !rest.IsEmpty;)
        {
            if (!Utf8Parser.TryParse(rest, out int length, out var digits) || length <= digits + 1 || length > rest.Length)
            {
                throw new InputException("is damaged: a pax header makes no sense.");
            }

            var record = TarHeader.Text(rest[(digits + 1)..(length - 1)]);
            _paxName = record.StartsWith("path=", StringComparison.Ordinal) ? record["path=".Length..] : _paxName;
            if (record.StartsWith("size=", StringComparison.Ordinal))
            {
                _paxLength = long.TryParse(record["size=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw new InputException("is damaged: a pax header makes no sense.");
            }

            rest = rest[length..];
        }
    }

    private void RequirePlain()
    {
        var first = Text(0, (int)Math.Min(4, _length));
        var (kind, tool) = first switch
        {
            [0x1F, 0x8B, ..] => ("gzip", "gunzip"),
            [0x28, 0xB5, 0x2F, 0xFD] => ("zstd", "unzstd"),
            [(byte)'B', (byte)'Z', (byte)'h', ..] => ("bzip2", "bunzip2"),
            [0xFD, (byte)'7', (byte)'z', (byte)'X'] => ("xz", "unxz"),
            _ => (null, null),
        };
        if (kind is not null)
        {
            throw new InputException($"is compressed ({kind}), and members of a compressed archive cannot be read one by one; unpack it to a plain .tar first ({tool}).");
        }
    }

    // Archives that were joined end to end would be read up to the first one's end only.
    private void RequireNothing(long from, int members)
    {
        var buffer = new byte[1 << 16];
        for (var at = from; at < _length;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, _length - at));
            Fill(piece, at);
            if (piece.ContainsAnyExcept((byte)0))
            {
                throw new InputException($"goes on behind its end mark, which follows {members} members: it is damaged, or several archives were joined; join them with tar --concatenate.");
            }

            at += piece.Length;
        }
    }

    private byte[] Text(long at, int length)
    {
        var bytes = new byte[length];
        Fill(bytes, at);
        return bytes;
    }

    private void Fill(Span<byte> bytes, long at)
    {
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(_file, bytes[read..], at + read);
            read += count > 0 ? count : throw new EndOfStreamException("the file has become shorter.");
        }
    }

    private static string Count(List<TarMember> members) => members.Count == 0 ? "its first header" : $"member {members.Count} ('{members[^1].Name}')";
}
