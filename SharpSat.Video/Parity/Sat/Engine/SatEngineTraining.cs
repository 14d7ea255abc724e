using Newtonsoft.Json.Linq;
using SharpSat.Core.Training.Ema;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Engine;

/// <summary>Recorded training steps of an engine.</summary>
internal sealed class SatEngineTraining
{
    private readonly ParityCase _parity;
    private readonly SatModel _model;
    private readonly IDiffusionLoss _loss;
    private readonly DiffusionTrainingStep _step;

    public SatEngineTraining(ParityCase parity, SatModel model, VideoDiffusionEngine engine)
    {
        _parity = parity;
        _model = model;
        Engine = engine;
        var loss = SatSchedules.Loss(model);
        _loss = loss.Loss;
        _step = new DiffusionTrainingStep(
            engine,
            loss.Sampling.Timesteps,
            _loss,
            loss.NoiseOffset,
            images: new ImageTraining
            {
                Noise = model.NoisedImage ? new ImageNoiseParams() : null,
                Dropout = Math.Min(1, model.ImageDropout),
                Frames = model.ImageInEveryFrame ? ImageFrames.Every : ImageFrames.First,
            });
        if (engine.Images.Needed != model.NoisedImage)
        {
            throw new ParityUnsupportedException("noised_image_input of a network that takes no picture, or none of one that does");
        }
    }

    private VideoDiffusionEngine Engine { get; }

    public void SharedStep(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect"], "expect", "loss", "latent", "context", "concat_images", "net_in", "net_out", "denoised", "weight");
        using var batch = Batch(run["batch"]!);
        using var draws = SatEngineDraws.Of(_parity, run["draws"], run["draw_kinds"]);
        var forward = _step.Forward(batch, SatEngineDraws.AllFrom(draws));
        var expect = run["expect"]!;
        var prediction = forward.Terms.Prediction;
        recorder.Tensor("latent", expect["latent"], forward.Clean_BTCHW);
        recorder.Tensor("context", expect["context"], forward.Conditioning.Text_BSE);
        if (forward.Conditioning.Concat_BTCHW is { } image)
        {
            recorder.Tensor("concat_images", expect["concat_images"], image);
        }

        var input = forward.Conditioning.Concat_BTCHW is { } joined ? cat([prediction.Input_BTCHW, joined], 2) : prediction.Input_BTCHW;
        recorder.Tensor("net_in", expect["net_in"], input);
        recorder.Tensor("net_out", expect["net_out"], prediction.Output_BTCHW);
        recorder.Tensor("denoised", expect["denoised"], prediction.Clean_BTCHW);
        if (!ParityLeaves.IsNone(expect["weight"]))
        {
            var shape = _parity.Resolve(expect["weight"]!).shape;
            recorder.Tensor("weight", expect["weight"], tensor(forward.Terms.Levels.Select(_loss.Weight).ToArray()).view(shape));
        }

        recorder.Tensor("loss", expect["loss"], forward.Terms.Loss_B.mean().view(1));
        draws.RequireAllUsed(recorder);
    }

    public void Train(JObject run, ParityRecorder recorder)
    {
        var settings = SatOptimizer.Read(_parity.Json["optimizer"]!);
        var groups = ParameterGroups.Build(Engine, settings.WeightDecay, settings.LearningRateScale);
        var parameters = groups.SelectMany(group => group.Parameters).ToList();
        var byName = parameters.ToDictionary(p => p.Name, p => p.Value);
        using var optimizer = new AdamW(groups, settings.Beta1, settings.Beta2, settings.Epsilon);
        using var average = new ParameterAverage(parameters, settings.LargestDecay);
        var (losses, norms) = (new List<float>(), new List<float>());
        foreach (var step in run["steps"]!)
        {
            using var scope = NewDisposeScope();
            ParityOptions.RequireKnown(step["expect"], "expect", "loss", "grads_before_clipping", "parameters_after", "ema_after");
            using var batch = Batch(step["batch"]!);
            using var draws = SatEngineDraws.Of(_parity, step["draws"], step["draw_kinds"]);
            var loss = _step.Forward(batch, SatEngineDraws.AllFrom(draws)).Terms.Loss_B.mean();
            draws.RequireAllUsed(recorder);
            recorder.Tensor("step_loss", step["expect"]!["loss"], loss.view(1));
            Gradients.Clear(byName.Values);
            loss.backward();
            Compare("gradients", step["expect"]!["grads_before_clipping"], name => byName.GetValueOrDefault(name)?.grad, recorder);
            var norm = Gradients.Norm(byName.Values);
            Gradients.Clip(byName.Values, norm, settings.LargestNorm);
            optimizer.Step(settings.LearningRate);
            average.Update();
            Compare("parameters", step["expect"]!["parameters_after"], name => byName.GetValueOrDefault(name), recorder);
            Compare("ema", step["expect"]!["ema_after"], name => byName.ContainsKey(name) ? average[name] : null, recorder);
            losses.Add(loss.item<float>());
            norms.Add((float)norm);
        }

        recorder.Tensor("losses", run["expect"]!["losses"], tensor(losses.ToArray()));
        recorder.Tensor("gradient_norms", run["expect"]!["grad_norms_before_clipping"], tensor(norms.ToArray()));
    }

    private VideoBatch Batch(JToken node)
    {
        ParityOptions.RequireKnown(node, "batch", "mp4", "txt", "ofs");
        var input = _parity.RequiredLeaf(node, "mp4").to(ScalarType.Float32).DetachFromDisposeScope();
        return new VideoBatch
        {
            Video_BFCHW = _model.LatentInput ? null : input,
            Latents_BCTHW = _model.LatentInput ? input : null,
            Captions = ParityLeaves.Texts(node["txt"]),
            Offset_B = _parity.Leaf(node["ofs"])?.DetachFromDisposeScope(),
        };
    }

    private static void Compare(string stage, JToken? recorded, Func<string, Tensor?> actual, ParityRecorder recorder)
    {
        foreach (var (name, reference) in recorded as JObject ?? [])
        {
            if (actual(name) is { } value)
            {
                recorder.Tensor(stage, reference, value);
            }
            else
            {
                recorder.Fail(stage, $"'{name}' does not train");
            }
        }
    }
}
