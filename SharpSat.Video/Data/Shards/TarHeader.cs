using System.Text;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data.Shards;

/// <summary>A header of 512 bytes (POSIX ustar, and what GNU tar made of it).</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    public const int Size = 512;

    private readonly ReadOnlySpan<byte> _block = block;

    public bool IsEmpty => !_block.ContainsAnyExcept((byte)0);

    /// <summary>What kind of entry follows: '0' or NUL for a file.</summary>
    public char Type => (char)_block[156];

    public string Name
    {
        get
        {
            var prefix = _block[257..262].SequenceEqual("ustar"u8) && _block[262] == 0 ? Text(_block[345..500]) : string.Empty;
            var name = Text(_block[..100]);
            return prefix.Length > 0 ? $"{prefix}/{name}" : name;
        }
    }

    /// <exception cref="InputException">The field holds no number.</exception>
    public long Length => Number(_block[124..136]);

    /// <summary>Whether the header's sum is right, so that it is one at all; the sum counts its own field as blanks.</summary>
    public bool IsSound
    {
        get
        {
            long sum = 8 * ' ';
            for (var i = 0; i < Size; i++)
            {
                sum += i is >= 148 and < 156 ? 0 : _block[i];
            }

            return Octal(_block[148..156]) == sum;
        }
    }

    /// <summary>Text up to the first NUL.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    // Octal digits, or with the highest bit set a binary number (GNU, for files beyond 8 GiB).
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) == 0)
        {
            return Octal(field) ?? throw new InputException("a size in it is no number");
        }

        long value = field[0] & 0x3F;
        foreach (var part in field[1..])
        {
            value = value < 1L << 54 ? (value << 8) | part : throw new InputException("a size in it is too large");
        }

        return value;
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        long value = 0;
        foreach (var c in field.Trim((ReadOnlySpan<byte>)[(byte)' ', 0]))
        {
            if (c is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value * 8) + (c - '0');
        }

        return value;
    }
}
