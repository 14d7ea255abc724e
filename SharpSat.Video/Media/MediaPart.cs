using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Media;

/// <summary>Where a video or picture lies: a file, or a member of a tar shard, which is read in place and never unpacked.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Member">The member's name; null for a file of its own.</param>
/// <param name="Offset">The member's first byte.</param>
/// <param name="Length">The member's bytes.</param>
internal sealed record MediaPart(string Path, string? Member = null, long Offset = 0, long Length = 0)
{
    private const int Chunk = 1 << 20;

    private static readonly string[] _pictures = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>What messages call it.</summary>
    public string Shown => Member is null ? Path : $"{Path}:{Member}";

    /// <summary>Its name without folders.</summary>
    public string FileName => System.IO.Path.GetFileName(Member ?? Path);

    /// <summary>Whether its name is a picture's.</summary>
    public bool IsPicture => HasPictureName(Member ?? Path);

    /// <summary>What ffmpeg opens.</summary>
    public string Url => Member is null ? $"file:{Path}"
        : string.Create(CultureInfo.InvariantCulture, $"subfile,,start,{Offset},end,{Offset + Length},,:file:{Path}");

    /// <summary>Protocols that ffmpeg needs for it, and no others: a playlist in disguise must not reach the network.</summary>
    public string Protocols => Member is null ? "file" : "file,subfile";

    /// <summary>A file by its path.</summary>
    public static MediaPart OfFile(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>Whether a file of this name is a picture.</summary>
    public static bool HasPictureName(string name) => _pictures.Contains(System.IO.Path.GetExtension(name).ToLowerInvariant());

    /// <summary>All bytes.</summary>
    /// <exception cref="InputException">It cannot be read, or is too large for memory.</exception>
    public byte[] ReadBytes() => Use((handle, length) =>
    {
        if (length > Array.MaxLength)
        {
            throw new InputException($"'{Shown}' of {length} bytes is too large.");
        }

        var bytes = new byte[length];
        Fill(handle, bytes, Offset);
        return bytes;
    });

    /// <summary>SHA-256 of all bytes, in lower-case hex.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public string Hash() => Use((handle, length) =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[(int)Math.Min(Chunk, Math.Max(1, length))];
        for (long done = 0; done < length;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done));
            Fill(handle, piece, Offset + done);
            hash.AppendData(piece);
            done += piece.Length;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    });

    private T Use<T>(Func<SafeFileHandle, long, T> read)
    {
        try
        {
            using var handle = File.OpenHandle(Path);
            return read(handle, Member is null ? RandomAccess.GetLength(handle) : Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{Shown}' cannot be read: {e.Message}", e);
        }
    }

    private static void Fill(SafeFileHandle handle, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(handle, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("the file has become shorter.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }
}
