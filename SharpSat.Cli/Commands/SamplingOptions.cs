using System.CommandLine;
using System.Globalization;

namespace SharpSat.Cli.Commands;

/// <summary>The options of <c>sample</c> that change the config.</summary>
internal sealed class SamplingOptions
{
    private readonly Option<int?> _frames = new("--frames") { Description = "Frames of each video." };
    private readonly Option<int?> _height = new("--height") { Description = "Height in pixels." };
    private readonly Option<int?> _width = new("--width") { Description = "Width in pixels." };
    private readonly Option<double?> _fps = new("--fps") { Description = "Frames per second." };
    private readonly Option<int?> _steps = new("--steps") { Description = "Steps from noise to video." };
    private readonly Option<double?> _guidance = new("--guidance") { Description = "Guidance scale." };
    private readonly Option<string?> _sampler = new("--sampler") { Description = "Sampler by name, with its default params ('mixins list' shows them)." };

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "What saves work from step to step: pyramid_attention_broadcast, faster_cache, first_block_cache, or none.",
        HelpName = "name",
    };

    private readonly Option<bool> _tiling = new("--tiling") { Description = "Encode and decode large pictures in tiles, to save memory (diffusers' tiles and frame batches)." };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [_frames, _height, _width, _fps, _steps, _guidance, _sampler, _cache, _tiling];

    /// <summary>Choices that were made, as <c>path=value</c> settings; <c>--set</c> may reach into them.</summary>
    public IEnumerable<string> Choices(ParseResult parsed)
    {
        if (parsed.GetValue(_sampler) is { } sampler)
        {
            yield return $"sampling.sampler={Choice(sampler)}";
        }

        if (parsed.GetValue(_cache) is { } cache)
        {
            yield return $"sampling.cache={(cache == "none" ? "null" : Choice(cache))}";
        }
    }

    /// <summary>What else was given, as <c>path=value</c> settings.</summary>
    public IEnumerable<string> Settings(ParseResult parsed)
    {
        (string Path, double? Value)[] numbers =
        [
            ("frames", parsed.GetValue(_frames)), ("height", parsed.GetValue(_height)), ("width", parsed.GetValue(_width)),
            ("fps", parsed.GetValue(_fps)), ("steps", parsed.GetValue(_steps)), ("guidance.params.scale", parsed.GetValue(_guidance)),
        ];
        var settings = numbers.Where(n => n.Value is not null).Select(n => string.Create(CultureInfo.InvariantCulture, $"sampling.{n.Path}={n.Value}"));
        return parsed.GetValue(_tiling) ? settings.Concat(["model.tiling={}", "model.encoding=frame_batches", "model.decoding=diffusers"]) : settings;
    }

    private static string Choice(string name) => Newtonsoft.Json.JsonConvert.SerializeObject(new { target = name });
}
