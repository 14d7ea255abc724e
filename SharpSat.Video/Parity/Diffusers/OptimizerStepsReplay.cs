using Newtonsoft.Json.Linq;
using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = SharpSat.Core.Training.Optimizers.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Op <c>optimizer_steps</c>: given gradients are clipped once, then the same ones update the parameters several times.</summary>
internal static class OptimizerStepsReplay
{
    private const string ParameterPrefix = "param.";
    private const string GradientPrefix = "grad.";

    public static void Replay(ParityCase parity, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run, "a run", "name", "op", "optimizer", "args", "inputs", "draws", "expect", "expect_values");
        ParityOptions.RequireKnown(run["args"], "args", "steps", "clip");
        ParityOptions.RequireKnown(run["optimizer"], "optimizer", "type", "lr", "betas", "eps", "weight_decay", "max_grad_norm");
        ParityOptions.RequireKnown(run["expect_values"], "expect_values", "grad_norm_before_clip");
        if ((string?)run["args"]?["clip"] is { } clip and not "once_before_first_step")
        {
            throw new ParityUnsupportedException($"the clipping '{clip}'");
        }

        var settings = run["optimizer"]!;
        var decay = (string?)settings["type"] switch
        {
            "adam" => WeightDecayKind.InGradient,
            "adamw" => WeightDecayKind.Decoupled,
            var other => throw new ParityUnsupportedException($"the optimizer '{other}'"),
        };
        using var scope = NewDisposeScope();
        var parameters = Parameters(parity, run["inputs"] as JObject ?? []);
        var norm = Gradients.Norm(parameters.Select(p => p.Value));
        recorder.Value("grad_norm_before_clip", run, "grad_norm_before_clip", norm);
        Gradients.Clip(parameters.Select(p => p.Value), norm, (double?)settings["max_grad_norm"] ?? 0);
        var group = new ParameterGroup("all", parameters, (double?)settings["weight_decay"] ?? 0);
        using var optimizer = new AdamW([group], (double)settings["betas"]![0]!, (double)settings["betas"]![1]!, (double)settings["eps"]!, decay);
        for (var step = 0; step < (int)run["args"]!["steps"]!; step++)
        {
            optimizer.Step((double)settings["lr"]!);
        }

        foreach (var (name, reference) in run["expect"] as JObject ?? [])
        {
            var parameter = name.StartsWith(ParameterPrefix, StringComparison.Ordinal) ? parameters.Find(p => p.Name == name[ParameterPrefix.Length..]) : null;
            recorder.Tensor("param", reference, parameter?.Value ?? throw new ParityUnsupportedException($"'{name}' in expect"));
        }
    }

    private static List<NamedParameter> Parameters(ParityCase parity, JObject inputs)
    {
        var parameters = new List<NamedParameter>();
        foreach (var (name, reference) in inputs)
        {
            if (name.StartsWith(ParameterPrefix, StringComparison.Ordinal))
            {
                var key = name[ParameterPrefix.Length..];
                var gradient = parity.Optional(inputs[GradientPrefix + key]);
                parameters.Add(new NamedParameter(key, new Parameter(parity.Resolve(reference!)) { grad = gradient }));
            }
            else if (!name.StartsWith(GradientPrefix, StringComparison.Ordinal) || !inputs.ContainsKey(ParameterPrefix + name[GradientPrefix.Length..]))
            {
                throw new ParityUnsupportedException($"'{name}' in inputs");
            }
        }

        return parameters;
    }
}
