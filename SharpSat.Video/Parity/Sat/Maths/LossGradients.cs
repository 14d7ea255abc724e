using Newtonsoft.Json.Linq;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>The <c>grad</c> of a loss run: backpropagates the mean loss to inputs and weights.</summary>
internal sealed class LossGradients
{
    private readonly ParityCase _parity;
    private readonly JToken? _recorded;
    private readonly CaseNetwork _network;
    private readonly Dictionary<string, Tensor> _inputs = [];
    private readonly HashSet<string> _wanted;
    private readonly bool _asked;

    /// <exception cref="ParityUnsupportedException">Gradients of something else are asked for.</exception>
    public LossGradients(ParityCase parity, JObject run, CaseNetwork network)
    {
        var grad = run["grad"] as JObject;
        ParityOptions.RequireKnown(grad, "grad", "of", "inputs", "params");
        if ((string?)grad?["of"] is { } of && of is not ("mean(loss)" or "loss"))
        {
            throw new ParityUnsupportedException($"the gradient of '{of}'");
        }

        _parity = parity;
        _network = network;
        _recorded = run["expect"]?["grads"];
        _asked = grad is not null;
        _wanted = [.. (grad?["inputs"] ?? new JArray()).Select(name => (string)name!)];
    }

    /// <summary>An input of the run, tracked if its gradient is wanted under its name or its recorded tensor's.</summary>
    public Tensor Input(string name, JToken reference)
    {
        var value = _parity.Resolve(reference);
        var recorded = (string?)(reference as JValue);
        if (_wanted.Contains(name) || (recorded is not null && _wanted.Contains(recorded)))
        {
            value = value.requires_grad_();
            _inputs[_wanted.Contains(name) ? name : recorded!] = value;
        }

        return value;
    }

    /// <summary>Backpropagates and compares, if the run asks for it.</summary>
    public void Record(Tensor loss_B, ParityRecorder recorder)
    {
        if (!_asked)
        {
            return;
        }

        loss_B.mean().backward();
        var weights = _network.Weights;
        foreach (var (name, reference) in _recorded as JObject ?? [])
        {
            var gradient = (_inputs.GetValueOrDefault(name) ?? weights.GetValueOrDefault(name))?.grad;
            if (gradient is null)
            {
                recorder.Require("grads", false, $"'{name}' has no gradient");
                continue;
            }

            recorder.Tensor("grads", reference, gradient);
        }
    }
}
