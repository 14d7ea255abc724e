using Newtonsoft.Json.Linq;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Engine;

/// <summary>Recorded sampling of an engine, as the reference's sampling script does it.</summary>
internal sealed class SatEngineSampling(ParityCase parity, SatModel model, VideoDiffusionEngine engine)
{
    public void Sample(JObject run, ParityRecorder recorder)
    {
        var sampling = run["sampling"]!;
        ParityOptions.RequireKnown(sampling, "sampling", "prompt", "negative_prompt", "force_uc_zero_embeddings", "batch_size", "shape", "prefix", "ofs");
        ParityOptions.RequireKnown(run["expect"], "expect", "c.crossattn", "uc.crossattn", "concat", "latent");
        using var guard = no_grad();
        var sampler = SatDiffusion.Sampling(model.Sampler ?? throw new ParityUnsupportedException("sampling without sampler_config"));
        var plan = new SamplingPlan
        {
            Steps = sampler.Steps ?? throw new ParityUnsupportedException("a sampler without num_steps"),
            Sampler = sampler.Sampler ?? throw new ParityUnsupportedException($"the sampler {sampler.Class}, which edits latents"),
            Guidance = sampler.Guidance,
        };
        var shape = sampling["shape"]!.ToObject<int[]>()!;
        var offset = parity.Leaf(sampling["ofs"]);
        var conditional = engine.Conditioner.Condition(ParityLeaves.Texts(sampling["prompt"])) with { Ofs_B = offset };
        var negative = ParityLeaves.Texts(sampling["negative_prompt"]);
        var unconditional = SatUnconditional.Condition(engine.Conditioner, negative, sampling["force_uc_zero_embeddings"]) with { Ofs_B = offset };
        recorder.Tensor("conditional", run["expect"]!["c.crossattn"], conditional.Text_BSE);
        recorder.Tensor("unconditional", run["expect"]!["uc.crossattn"], unconditional.Text_BSE);
        if (run["condition"] is JObject condition)
        {
            (conditional, unconditional) = WithImage(condition, shape[0], conditional, unconditional, recorder);
            recorder.Tensor("concat", run["expect"]!["concat"], (conditional.Concat_BTCHW ?? unconditional.Concat_BTCHW)!);
        }

        using var draws = SatEngineDraws.Of(parity, run["draws"], run["draw_kinds"]);
        if ((int?)sampling["batch_size"] is { } batch && batch != conditional.Text_BSE.size(0))
        {
            throw new ParityUnsupportedException($"batch_size {batch} with {conditional.Text_BSE.size(0)} prompts");
        }

        var latents = new LatentSampler(engine).Sample(
            plan, new LatentShape(shape[0], shape[1], shape[2], shape[3]), conditional, unconditional, draws, draws, prefix_BTCHW: parity.Leaf(sampling["prefix"]));
        recorder.Tensor("latent", run["expect"]!["latent"], latents);
        draws.RequireAllUsed(recorder);
    }

    /// <summary>The picture's latent in the first frame, zeros up to the padded length, for the sides that it applies to.</summary>
    private (Conditioning Conditional, Conditioning Unconditional) WithImage(
        JObject condition, int frames, Conditioning conditional, Conditioning unconditional, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(condition, "condition", "image", "encode_draws", "divide_by_scale_factor", "layout", "pad_zero_frames_to", "key", "applies_to");
        if ((string?)condition["key"] != "concat" || (string?)condition["layout"] is not (null or "btchw"))
        {
            throw new ParityUnsupportedException($"a condition under '{(string?)condition["key"]}' in layout '{(string?)condition["layout"]}'");
        }

        var image = parity.RequiredLeaf(condition, "image");
        if (image.size(2) != 1)
        {
            throw new ParityUnsupportedException($"an image condition of {image.size(2)} frames");
        }

        using var draws = parity.Draws(condition["encode_draws"]);
        var scaling = (bool?)condition["divide_by_scale_factor"] ?? false ? ImageLatentScaling.Unscaled : ImageLatentScaling.Multiply;
        var latent = engine.Images.Encode(image.select(2, 0), draws, scaling);
        draws.RequireAllUsed(recorder);
        var length = (int?)condition["pad_zero_frames_to"] ?? frames;
        var sides = condition["applies_to"]?.Values<string>().ToList() ?? ["c", "uc"];
        return (
            sides.Contains("c") ? engine.Images.Join(conditional, latent, length, ImageFrames.First) : conditional,
            sides.Contains("uc") ? engine.Images.Join(unconditional, latent, length, ImageFrames.First) : unconditional);
    }
}
