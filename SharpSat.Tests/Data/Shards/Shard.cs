using System.Formats.Tar;
using System.Text;
using SharpSat.Tests.Media;

namespace SharpSat.Tests.Data.Shards;

/// <summary>Tar shards written by .NET's own writer.</summary>
internal static class Shard
{
    /// <summary>Writes an archive of files, in their order.</summary>
    public static string Write(string path, TarEntryFormat format, params (string Name, byte[] Content)[] members)
    {
        using var writer = new TarWriter(File.Create(path), format);
        foreach (var (name, content) in members)
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                _ => new PaxTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(content);
            writer.WriteEntry(entry);
        }

        return path;
    }

    public static string Write(string path, params (string Name, byte[] Content)[] members) => Write(path, TarEntryFormat.Pax, members);

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Video(TemporaryFolder folder, int frames = 12, int height = 64, int width = 64) =>
        File.ReadAllBytes(TestVideos.Write(folder, Path.Combine("made", $"{frames}-{height}-{width}.mp4"), frames, 8, height, width));
}
