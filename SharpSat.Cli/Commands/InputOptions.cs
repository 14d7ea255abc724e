using System.CommandLine;
using SharpSat.Core.Errors;

namespace SharpSat.Cli.Commands;

/// <summary>The options of <c>sample</c> that give a picture or a video.</summary>
internal sealed class InputOptions
{
    private const double DefaultStrength = 0.8;

    private readonly Option<string?> _image = new("--image") { Description = "The picture to animate; a line of --prompts may name its own: prompt@@picture.", HelpName = "file" };
    private readonly Option<string?> _video = new("--video") { Description = "The video to start from.", HelpName = "file" };
    private readonly Option<double?> _strength = new("--strength") { Description = $"Part of the steps that --video goes through, above 0 to 1; {DefaultStrength} by default." };
    private readonly Option<string?> _control = new("--control-video") { Description = "The video that guides every frame, for networks trained on such.", HelpName = "file" };

    public IEnumerable<Option> All => [_image, _video, _strength, _control];

    /// <summary>What was given.</summary>
    /// <exception cref="InputException">Several kinds at once, or a strength without its video.</exception>
    public SampleInput Parse(ParseResult parsed)
    {
        var (image, video, control) = (parsed.GetValue(_image), parsed.GetValue(_video), parsed.GetValue(_control));
        if (new[] { image, video, control }.Count(path => path is not null) > 1)
        {
            throw new InputException("Only one of --image, --video and --control-video can be given.");
        }

        if (parsed.GetValue(_strength) is { } strength && video is null)
        {
            throw new InputException(FormattableString.Invariant($"--strength {strength} says how far a --video is changed, and none is given."));
        }

        return new SampleInput(image, video, parsed.GetValue(_strength) ?? DefaultStrength, control);
    }
}
