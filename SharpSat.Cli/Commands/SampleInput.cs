using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Runs;

namespace SharpSat.Cli.Commands;

/// <summary>The files that videos are made from, as the command line names them.</summary>
/// <param name="Image">Picture for every prompt whose line names none, or null.</param>
/// <param name="Video">Video to start from, or null.</param>
/// <param name="Strength">Part of the steps for it.</param>
/// <param name="Control">Control video, or null.</param>
internal sealed record SampleInput(string? Image, string? Video, double Strength, string? Control)
{
    /// <summary>The file of a prompt, for its record.</summary>
    public string? FileOf(PromptLine line) => line.Picture ?? Image ?? Video ?? Control;

    /// <summary>Reads the input of a prompt; the surrounding dispose scope owns its tensors.</summary>
    /// <exception cref="InputException">A file cannot be used.</exception>
    public GenerationInput? Read(PromptLine line, SamplingSection settings) => (line.Picture ?? Image, Video, Control) switch
    {
        ({ } picture, null, null) => InputFiles.Picture(picture, settings),
        (null, { } video, null) => InputFiles.Video(video, Strength, settings),
        (null, null, { } control) => InputFiles.Control(control, settings),
        (null, null, null) => null,
        _ => throw new InputException($"The line of '{line.Prompt}' names a picture, beside {(Video is null ? "--control-video" : "--video")}; only one input can be used."),
    };
}
