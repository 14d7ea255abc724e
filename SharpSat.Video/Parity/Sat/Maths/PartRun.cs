using Newtonsoft.Json.Linq;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>A run that constructs one object and calls it once.</summary>
/// <param name="Parity">The case.</param>
/// <param name="Run">The run.</param>
/// <param name="Recorder">Compares.</param>
internal sealed record PartRun(ParityCase Parity, JObject Run, ParityRecorder Recorder)
{
    /// <summary>What is constructed.</summary>
    public JToken? Object => Run["object"];

    /// <summary>The call's arguments.</summary>
    public JToken Params => Run["params"] ?? new JObject();

    /// <summary>The call's tensors.</summary>
    public JToken Inputs => Run["inputs"] ?? new JObject();

    /// <exception cref="ParityUnsupportedException">The call has another argument or tensor, or expects another result.</exception>
    public PartRun Known(IReadOnlyCollection<string> arguments, IReadOnlyCollection<string> inputs, params IReadOnlyCollection<string> results)
    {
        var op = (string?)Run["op"];
        ParityOptions.RequireKnown(Params, $"the params of {op}", arguments);
        ParityOptions.RequireKnown(Inputs, $"the inputs of {op}", inputs);
        ParityOptions.RequireKnown(Run["expect"], $"the results of {op}", results);
        return this;
    }

    public Tensor Input(string name) => Parity.Resolve(Inputs[name] ?? throw new ParityUnsupportedException($"the op '{Run["op"]}' without the input '{name}'"));

    public float[] Floats(string name) => Input(name).to(ScalarType.Float32).flatten().data<float>().ToArray();

    public JToken Required(string name) => Params[name] ?? throw new ParityUnsupportedException($"the op '{Run["op"]}' without '{name}'");

    public void Compare(string result, Tensor actual) => Recorder.Tensor(result, Run["expect"]?[result], actual);

    public void CompareList(string result, IEnumerable<float> actual) => Compare(result, tensor(actual.ToArray()));
}
