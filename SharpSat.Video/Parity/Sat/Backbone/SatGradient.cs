using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Backbone;

/// <summary>The gradients that a run asks for: of what (<c>mean(logits^2)</c>), to which inputs and parameters.</summary>
internal static partial class SatGradient
{
    /// <summary>Whether the run asks for gradients; then the inputs named are prepared.</summary>
    public static bool Prepare(JObject run, IReadOnlyDictionary<string, Tensor> inputs)
    {
        if (run["grad"] is not JObject grad)
        {
            return false;
        }

        ParityOptions.RequireKnown(grad, "grad", "of", "inputs", "params");
        foreach (var name in (JArray?)grad["inputs"] ?? [])
        {
            (inputs.GetValueOrDefault((string)name!) ?? throw new ParityUnsupportedException($"the gradient of the input '{(string?)name}'")).requires_grad = true;
        }

        return true;
    }

    /// <summary>Computes the gradients and returns the loss.</summary>
    /// <exception cref="ParityUnsupportedException">The loss is not the mean of the output or of its square.</exception>
    public static Tensor Backward(JObject run, Tensor output)
    {
        var of = (string?)run["grad"]!["of"] ?? string.Empty;
        var match = MeanOf().Match(of);
        if (!match.Success)
        {
            throw new ParityUnsupportedException($"the gradient of '{of}'");
        }

        var loss = match.Groups["square"].Success ? output.square().mean() : output.mean();
        loss.backward();
        return loss;
    }

    /// <summary>The gradient of one of the model's weights.</summary>
    public static Tensor Of(BaseModel model, string name) =>
        model.NamedWeights().FirstOrDefault(weight => weight.Name == name).Weight?.Value.grad
        ?? throw new InvalidOperationException($"'{name}' has no gradient.");

    /// <summary>Compares the recorded gradients.</summary>
    public static void Compare(JObject run, IReadOnlyDictionary<string, Tensor> inputs, Func<string, Tensor> ofWeight, ParityRecorder recorder)
    {
        foreach (var (name, recorded) in run["expect"]?["input_grads"] as JObject ?? [])
        {
            recorder.Tensor("input_grads", recorded, inputs[name].grad ?? throw new InvalidOperationException($"The input '{name}' has no gradient."));
        }

        foreach (var (name, recorded) in run["expect"]?["param_grads"] as JObject ?? [])
        {
            recorder.Tensor("param_grads", recorded, ofWeight(name));
        }
    }

    [GeneratedRegex(@"^mean\(\w+(?<square>\^2)?\)$", RegexOptions.CultureInvariant)]
    private static partial Regex MeanOf();
}
