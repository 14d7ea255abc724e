using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Engine;
using SharpSat.Video.Interop.Lora;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Parity.Training;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>
/// One <c>train_step</c>: the objective of diffusers' training example on one batch, forward and backward. The example
/// takes v as the prediction whatever the scheduler's config says.
/// </summary>
internal sealed class RecordedTrainingStep : TrainerReplay, IDisposable
{
    private const string GradientPrefix = "grad.";

    private readonly ParityCase _parity;
    private readonly JObject _run;
    private readonly DiffusersSchedule _schedule;
    private readonly CogVideoXTransformer _network;
    private readonly LoraAdapter? _adapter;
    private readonly LoraMixin? _lora;
    private readonly ParityRecorder _recorder;

    public RecordedTrainingStep(ParityCase parity, JObject run, DiffusersSchedule schedule, ParityRecorder recorder)
        : this(parity, run, schedule, recorder, Network(parity, run))
    {
    }

    private RecordedTrainingStep(ParityCase parity, JObject run, DiffusersSchedule schedule, ParityRecorder recorder, CogVideoXTransformer network)
        : base(network)
    {
        (_parity, _run, _schedule, _recorder, _network) = (parity, run, schedule, recorder, network);
        var trainable = run["trainable"];
        switch ((string?)trainable?["what"])
        {
            case "all":
                ParityOptions.RequireKnown(trainable, "trainable", "what");
                _network.Freeze(false);
                break;
            case "lora":
                ParityOptions.RequireKnown(trainable, "trainable", "what", "file", "rank", "alpha", "scaling", "targets");
                _adapter = LoraFiles.Open(parity.PathOf((string)trainable!["file"]!), LoraAlpha.Given((double)trainable["alpha"]!));
                _network.Freeze();
                _lora = LoraAttachment.Attach(_network, "lora", _adapter).Lora;
                break;
            case var other:
                throw new ParityUnsupportedException($"the trainable part '{other}'");
        }
    }

    public void Replay() => Run([_run], new TrainerConfig { RunDir = string.Empty });

    protected override Tensor Loss(JToken step)
    {
        var inputs = step["inputs"]!;
        var latents_BTCHW = _parity.RequiredLeaf(inputs, "latents");
        if (_adapter is not null)
        {
            var stated = step["trainable"]!;
            _recorder.Require("adapter", _adapter.Ranks is [var rank] && rank == (int?)stated["rank"], $"ranks {string.Join(", ", _adapter.Ranks)}, recorded {stated["rank"]}");
            _recorder.Value("scaling", $"{(string?)step["name"]}.scaling", stated["scaling"], _adapter.Scalings is [var scaling] ? scaling : null, atol: 1e-9);
        }

        // Noise and levels come from streams of their own, so that their order, which is not SAT's here, does not matter.
        var draws = step["draws"] as JArray ?? [];
        using var noise = _parity.Draws(new JArray(draws.Take(1)));
        using var timesteps = _parity.Draws(new JArray(draws.Skip(1)));
        var weighted = new WeightedMse(new WeightedLossParams());
        var terms = new DiffusionObjective(_schedule, new VPrediction(), new UniformTimesteps(), weighted)
            .Compute(_network, latents_BTCHW, Conditioning(inputs, latents_BTCHW), timesteps, noise, RankPosition.Alone);
        noise.RequireAllUsed(_recorder);
        timesteps.RequireAllUsed(_recorder);
        var loss = terms.Loss_B.mean();
        Record(step["expect"], terms, [.. terms.Levels.Select(weighted.Weight)], loss);
        return loss;
    }

    protected override void OnGradients(JToken step)
    {
        var gradients = Gradients();
        foreach (var (name, reference) in step["expect"] as JObject ?? [])
        {
            if (name.StartsWith(GradientPrefix, StringComparison.Ordinal))
            {
                var key = name[GradientPrefix.Length..];
                _recorder.Tensor("grad", reference, gradients.TryGetValue(key, out var gradient) ? gradient : throw new ParityUnsupportedException($"the gradient of '{key}'"));
            }
            else if (name is not ("noisy_latents" or "model_output" or "pred_x0" or "loss_weights" or "loss_per_sample" or "loss"))
            {
                throw new ParityUnsupportedException($"'{name}' in expect");
            }
        }

        _recorder.Value("grad_norms", _run, "grad_norms", new JObject(gradients.Select(g => new JProperty(g.Key, g.Value.norm().ToDouble()))));
    }

    protected override void OnStep(JToken step, StepReport report) => _recorder.Value("grad_norm_before_clip", _run, "grad_norm_before_clip", report.GradientNorm);

    private static CogVideoXTransformer Network(ParityCase parity, JObject run)
    {
        ParityOptions.RequireKnown(run, "a run", "name", "op", "trainable", "args", "inputs", "draws", "expect", "expect_values");
        ParityOptions.RequireKnown(run["args"], "args");
        ParityOptions.RequireKnown(run["inputs"], "inputs", "latents", "prompt_embeds", "noise", "timesteps", "image_latents", "rotary_cos", "rotary_sin", "ofs");
        ParityOptions.RequireKnown(run["expect_values"], "expect_values", "loss", "grad_norms", "grad_norm_before_clip");
        return RecordedTransformer.Load(parity);
    }

    public void Dispose()
    {
        _network.Dispose();
        _adapter?.Dispose();
    }

    private Conditioning Conditioning(JToken inputs, Tensor latents_BTCHW)
    {
        var image_BTCHW = _parity.Optional(inputs["image_latents"]);
        if ((image_BTCHW is not null) != ((bool?)_parity.Json["image_conditioned"] ?? false))
        {
            throw new ParityUnsupportedException("image latents that 'image_conditioned' does not announce, or none where it does");
        }

        return new Conditioning
        {
            Text_BSE = _parity.RequiredLeaf(inputs, "prompt_embeds"),
            Concat_BTCHW = image_BTCHW,
            Ofs_B = _network.Config.OfsEmbedDim is null ? null
                : _parity.Leaf(inputs["ofs"]) ?? full([latents_BTCHW.size(0)], ImageConditioning.Offset, ScalarType.Float32),
            Rotary = RecordedTransformer.Rotary(_parity, _network, inputs, latents_BTCHW),
        };
    }

    private void Record(JToken? expect, DiffusionLossTerms terms, float[] weights, Tensor loss)
    {
        _recorder.Tensor("noisy_latents", expect?["noisy_latents"], terms.Prediction.Input_BTCHW);
        _recorder.Tensor("model_output", expect?["model_output"], terms.Prediction.Output_BTCHW);
        _recorder.Tensor("pred_x0", expect?["pred_x0"], terms.Prediction.Clean_BTCHW);
        _recorder.Tensor("loss_weights", expect?["loss_weights"], tensor(weights));
        _recorder.Tensor("loss_per_sample", expect?["loss_per_sample"], terms.Loss_B);
        _recorder.Tensor("loss", expect?["loss"], loss);
        _recorder.Value("loss", _run, "loss", loss.ToDouble());
    }

    /// <summary>The gradients of what is trained, under diffusers' and PEFT's names.</summary>
    private Dictionary<string, Tensor> Gradients()
    {
        using var guard = no_grad();
        if (_lora is null)
        {
            using var named = RecordedTransformer.InDiffusersNames(_network, weight => weight.Value.grad);
            return named.Entries.Keys.ToDictionary(name => name, named.Read, StringComparer.Ordinal);
        }

        var pairs = _adapter!.Pairs.ToDictionary(pair => (pair.Site, pair.Rows));
        var gradients = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var factors in _lora.Factors)
        {
            for (var i = 0; i < factors.Slots.Count; i++)
            {
                var pair = pairs[(factors.Site.Path, factors.Slots[i].Rows)];
                var module = DiffusersLoraFormat.ModuleOf(pair);
                gradients[$"{module}.lora_A.weight"] = factors.A[i].Value.grad!.reshape(pair.A.shape);
                gradients[$"{module}.lora_B.weight"] = factors.B[i].Value.grad!.reshape(pair.B.shape);
            }
        }

        return gradients;
    }
}
