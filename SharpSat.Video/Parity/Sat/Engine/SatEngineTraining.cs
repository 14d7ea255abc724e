using Newtonsoft.Json.Linq;
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

    public void Train(JObject run, ParityRecorder recorder) => new SatTrainerReplay(_parity, Engine, Forward, recorder).Replay(run);

    private TrainingForward Forward(JToken node, TrainingDraws draws)
    {
        using var batch = Batch(node);
        return _step.Forward(batch, draws);
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
}
