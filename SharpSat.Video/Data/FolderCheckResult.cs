using SharpSat.Core.Errors;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>What a video folder holds, for a person who is about to train on it.</summary>
public sealed record FolderCheckResult
{
    /// <summary>The clips that can be used, in order of their names.</summary>
    public required IReadOnlyList<CheckedClip> Clips { get; init; }

    /// <summary>Everything that is wrong, one line each, by file name.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Looks at every file, and decodes every clip if the settings ask for it.</summary>
    /// <param name="settings">How training will read the folder.</param>
    /// <exception cref="InputException">A setting is illegal, there is no such folder, or ffmpeg is missing.</exception>
    public static FolderCheckResult Of(VideoFolderParams settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        VideoFolder.RequireLegal(settings);
        var survey = FolderSurvey.Of(
            settings,
            settings.Check == FolderCheck.Decode ? (_, entry) => VideoReader.Read(entry.Video, entry.Frames, settings.Height, settings.Width) : null);
        return new FolderCheckResult
        {
            Clips = [.. survey.Entries.Select(entry => new CheckedClip(entry.Name, entry.Caption, entry.Video, entry.Frames))],
            Problems = survey.Problems,
        };
    }
}
