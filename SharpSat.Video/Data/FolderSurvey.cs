using System.Collections.Concurrent;
using System.Globalization;
using SharpSat.Core.Errors;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Data.Listing;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>Looks through a video folder: what can be used, and everything that is wrong, by file name.</summary>
/// <param name="Entries">Clips without a problem of their own.</param>
/// <param name="Problems">Everything that is wrong.</param>
/// <param name="Pairs">Clips that have a caption.</param>
public sealed record FolderSurvey(IReadOnlyList<FolderEntry> Entries, IReadOnlyList<string> Problems, int Pairs)
{
    /// <summary>Looks at every file, and decodes every clip if the settings ask for it.</summary>
    /// <param name="settings">How training will read the folder.</param>
    /// <param name="progress">Called with the clips that were looked at and their total, from two threads.</param>
    /// <exception cref="InputException">A setting is illegal, there is no such folder, or ffmpeg is missing.</exception>
    public static FolderSurvey Of(VideoFolderParams settings, Action<int, int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Of(settings, VideoFolder.RequireLegal(settings), (_, entry) => entry.Read(), progress);
    }

    /// <summary>As the other, for settings that are known to be legal.</summary>
    /// <param name="settings">How training will read the folder.</param>
    /// <param name="sizes">The sizes that they ask for.</param>
    /// <param name="decode">Decodes a clip by its number and entry; problems it throws are listed. May be called from two threads.</param>
    /// <param name="progress">Called with the clips that were looked at and their total; likewise.</param>
    internal static FolderSurvey Of(VideoFolderParams settings, IReadOnlyList<ClipSize> sizes, Action<int, FolderEntry> decode, Action<int, int>? progress = null)
    {
        // Asked first, so that a missing ffmpeg is one message and not one for each file.
        _ = FfmpegTools.Version();
        var problems = new List<string>();
        var pairs = ClipListing.Find(settings, problems);
        var bad = new ConcurrentBag<string>();
        var entries = new FolderEntry?[pairs.Count];
        var looked = 0;
        Parallel.For(0, pairs.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var clip = pairs[i];
            try
            {
                var entry = Look(settings, sizes, clip);
                if (settings.Check == FolderCheck.Decode)
                {
                    decode(i, entry);
                    entry.ReadPicture();
                }

                entries[i] = entry;
            }
            catch (InputException e)
            {
                bad.Add($"{clip.Shown}: {Short(Short(e.Message, clip.Media), clip.Picture)}");
            }

            progress?.Invoke(Interlocked.Increment(ref looked), pairs.Count);
        });
        return new FolderSurvey([.. entries.OfType<FolderEntry>()], [.. problems.Concat(bad).Order(StringComparer.Ordinal)], pairs.Count);
    }

    /// <summary>The entries, if nothing is wrong.</summary>
    /// <exception cref="InputException">Lists everything that is.</exception>
    internal FolderEntry[] Require(string folder)
    {
        if (Problems.Count == 0)
        {
            return [.. Entries];
        }

        var list = string.Join(Environment.NewLine, Problems.Select(p => "  " + p));
        throw new InputException(
            $"Dataset '{folder}' has {Problems.Count} problem{(Problems.Count == 1 ? string.Empty : "s")} ({Pairs} clips with a caption):{Environment.NewLine}{list}");
    }

    private static string Short(string message, MediaPart? part) =>
        part is null ? message : message.Replace(part.Shown, part.FileName, StringComparison.Ordinal);

    private static FolderEntry Look(VideoFolderParams settings, IReadOnlyList<ClipSize> sizes, ListedClip clip)
    {
        var video = VideoReader.Probe(clip.Media);
        var file = clip.Media.FileName;
        if (video.VariableFrameRate)
        {
            throw new InputException(
                $"the frame rate varies; make it constant first, for example: ffmpeg -i {file} -vf fps={Math.Round(video.Fps).ToString(CultureInfo.InvariantCulture)} fixed.mp4");
        }

        var (size, frames) = BucketChoice.Of(file, video, sizes, settings);
        return new FolderEntry(clip.Name, clip.Caption, video, frames, size) { Picture = clip.Picture is { } picture ? VideoReader.Probe(picture) : null };
    }
}
