using System.Globalization;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Data;

/// <summary>A video holds fewer frames than the clip needs.</summary>
public sealed class ClipTooShortException : InputException
{
    internal ClipTooShortException(string name, ClipRequest request, int available, int needed, int largest, double sourceFps)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Video '{name}' is too short: it has {available} frames at {sourceFps:0.###} fps ({available / sourceFps:0.##} s)" +
            $"{(request.SkipSeconds > 0 ? $" after skipping {request.SkipSeconds} s" : string.Empty)}, and {request.Frames} frames at {request.Fps:0.###} fps " +
            $"need {needed} ({needed / sourceFps:0.##} s); {(largest > 0 ? $"largest legal frame count for it: {largest}" : "no frame count is legal for it")}."))
    {
        (Available, Needed, LargestLegalFrames) = (available, needed, largest);
    }

    /// <summary>Source frames that there are.</summary>
    public int Available { get; }

    /// <summary>Source frames that the clip spans.</summary>
    public int Needed { get; }

    /// <summary>The largest legal frame count that would fit, 0 if none.</summary>
    public int LargestLegalFrames { get; }
}
