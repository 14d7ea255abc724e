using Newtonsoft.Json.Linq;
using SharpSat.Core.Training;

namespace SharpSat.Video.Parity.Sat.Engine;

/// <summary>The optimizer of a recorded case.</summary>
internal sealed record SatOptimizer(
    double LearningRate, double Beta1, double Beta2, double Epsilon, double WeightDecay, double LargestNorm, double LearningRateScale, double LargestDecay)
{
    /// <summary>The same as settings of the trainer.</summary>
    public TrainerConfig Config => new()
    {
        RunDir = string.Empty,
        Lr = LearningRate,
        Betas = [Beta1, Beta2],
        Eps = Epsilon,
        WeightDecay = WeightDecay,
        Clip = LargestNorm,
        EmaDecay = LargestDecay,
        Schedule = "constant",
    };

    /// <exception cref="ParityUnsupportedException">It is not AdamW with a constant learning rate and SAT's groups.</exception>
    public static SatOptimizer Read(JToken node)
    {
        ParityOptions.RequireKnown(
            node, "optimizer", "type", "lr", "betas", "eps", "weight_decay", "decoupled_weight_decay", "bias_correction", "amsgrad", "clip", "groups", "lr_schedule", "ema", "watched");
        Require(node, "type", "AdamW");
        Require(node, "decoupled_weight_decay", true);
        Require(node, "bias_correction", true);
        Require(node, "amsgrad", false);
        Require(node["groups"], "rule", "sat");
        Require(node["lr_schedule"], "type", "constant");
        Require(node["clip"], "type", "global_norm");
        Require(node["ema"], "init", "copy_of_parameter_before_first_step");
        return new SatOptimizer(
            (double)node["lr"]!,
            (double)node["betas"]![0]!,
            (double)node["betas"]![1]!,
            (double?)node["eps"] ?? 1e-8,
            (double?)node["weight_decay"] ?? 0,
            (double?)(node["clip"] as JObject)?["max_norm"] ?? 0,
            (double?)(node["groups"] as JObject)?["lr_scale"] ?? 1,
            (double?)(node["ema"] as JObject)?["max_decay"] ?? 0.9999);
    }

    private static void Require(JToken? node, string name, JToken expected)
    {
        if ((node as JObject)?[name] is { Type: not JTokenType.Null } value && !JToken.DeepEquals(value, expected))
        {
            throw new ParityUnsupportedException($"the optimizer's {name} {value.ToString(Newtonsoft.Json.Formatting.None)}");
        }
    }
}
