using SharpSat.Video.Networks;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B videos, P prompts, F video frames, T latent frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>Makes the conditions of a request's videos: texts, and pictures or control videos where there are some.</summary>
internal sealed class ConditionBuilder(VideoDiffusionEngine engine)
{
    /// <summary>Conditions with and without the prompts; the second is null where guidance needs none.</summary>
    public (Conditioning Conditional, Conditioning? Unconditional) Build(GenerationRequest request, LatentShape shape, GenerationNoise noise)
    {
        var joined = Joined(request, noise);
        Conditioning Join(Conditioning text) => request.Input switch
        {
            ControlInput => engine.Images.JoinControl(text, joined!),
            _ => engine.Images.Join(text, joined, shape.Frames, request.Plan.ImageFrames),
        };
        return (Join(Prompts(request)), request.Plan.Guidance.NeedsUnconditional ? Join(Negatives(request)) : null);
    }

    /// <summary>Repeats the entries of a batch, one for each prompt or one for all, for every video of its prompt.</summary>
    public static Tensor ForVideos(Tensor x, GenerationRequest request)
    {
        using var scope = NewDisposeScope();
        var repeats = x.size(0) == 1 ? request.Count : request.VideosPerPrompt;
        return x.repeat_interleave(repeats, 0).MoveToOuterDisposeScope();
    }

    private Conditioning Prompts(GenerationRequest request) => Repeated(engine.Conditioner.Condition(request.Prompts), request);

    private Conditioning Negatives(GenerationRequest request) => request.NegativePrompts switch
    {
        null => OnDevice(engine.Conditioner.Unconditional(request.Count, request.Unconditional)),
        [var one] => OnDevice(engine.Conditioner.Unconditional(request.Count, UnconditionalText.NegativePrompt, one)),
        var each => Repeated(engine.Conditioner.Condition(each), request),
    };

    // A posterior is drawn for each picture, as diffusers does; several videos of one picture share it.
    private Tensor? Joined(GenerationRequest request, GenerationNoise noise)
    {
        using var scope = NewDisposeScope();
        var latents = request.Input switch
        {
            PictureInput { Pictures_BCHW: var pictures } => Each(pictures, (picture, i) => engine.Images.Encode(picture, noise.Posterior(i * request.VideosPerPrompt), request.Plan.ImageScaling)!),
            ControlInput { Videos_BFCHW: var videos } => Each(videos, (video, _) => engine.Latents.EncodeMode(video)),
            _ => null,
        };
        return latents is null ? null : ForVideos(latents, request).MoveToOuterDisposeScope();
    }

    private static Tensor Each(Tensor inputs, Func<Tensor, int, Tensor> encode)
    {
        using var scope = NewDisposeScope();
        return cat([.. Enumerable.Range(0, (int)inputs.size(0)).Select(i => encode(inputs.narrow(0, i, 1), i))], 0).MoveToOuterDisposeScope();
    }

    private Conditioning Repeated(Conditioning condition, GenerationRequest request) =>
        OnDevice(condition with { Text_BSE = ForVideos(condition.Text_BSE, request) });

    private Conditioning OnDevice(Conditioning condition) => condition with { Text_BSE = condition.Text_BSE.to(engine.Device) };
}
