using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Media;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Reads picture and video files as the input of a generation, fitted to the size that is sampled. The caller disposes the tensors.</summary>
public static class InputFiles
{
    /// <summary>The picture to animate.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static PictureInput Picture(string path, SamplingSection settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new PictureInput(PictureTensors.FromBytes(PictureReader.Read(path), settings.Height, settings.Width, settings.PictureFit));
    }

    /// <summary>The video to start from; its first frames, as many as are sampled.</summary>
    /// <param name="path">The file.</param>
    /// <param name="strength">Part of the steps that is taken.</param>
    /// <param name="settings">Size and frames.</param>
    /// <exception cref="InputException">The file cannot be read or is too short.</exception>
    public static VideoInput Video(string path, double strength, SamplingSection settings) => new(Frames(path, settings), strength);

    /// <summary>The control video; its first frames, as many as are sampled.</summary>
    /// <exception cref="InputException">The file cannot be read or is too short.</exception>
    public static ControlInput Control(string path, SamplingSection settings) => new(Frames(path, settings));

    private static Tensor Frames(string path, SamplingSection settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var info = VideoReader.Probe(path);
        if (info.FrameCount < settings.Frames)
        {
            throw new InputException(
                $"Video '{path}' has {info.FrameCount} frames, {settings.Frames} are to be made of it; take --frames {info.FrameCount} or the nearest legal count below.");
        }

        using var scope = NewDisposeScope();
        var frames = VideoReader.Read(info, [.. Enumerable.Range(0, settings.Frames)]);
        return PictureTensors.FromBytes(frames, settings.Height, settings.Width, settings.PictureFit).unsqueeze(0).MoveToOuterDisposeScope();
    }
}
