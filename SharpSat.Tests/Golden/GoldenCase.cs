using System.IO.Enumeration;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Golden;

/// <summary>A recorded case of the reference: case.json, its tensors and weights, and its tolerances.</summary>
public sealed class GoldenCase : IDisposable
{
    private readonly SafetensorsFile _tensors;
    private readonly IReadOnlyList<Tolerance> _tolerances;

    private GoldenCase(string folder)
    {
        Folder = folder;
        Json = JObject.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        _tensors = SafetensorsFile.Open(Path.Combine(folder, "tensors.safetensors"));
        _tolerances = [.. Json["tolerances"]!.Select(t => t.ToObject<Tolerance>()!)];
    }

    /// <summary>Absolute path of the case.</summary>
    public string Folder { get; }

    /// <summary>case.json.</summary>
    public JObject Json { get; }

    /// <summary>Names of everything recorded.</summary>
    public IEnumerable<string> TensorNames => _tensors.Entries.Keys;

    public static GoldenCase Open(string suite, string name) =>
        new(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "cases", suite, name));

    /// <summary>A recorded tensor in its stored type, a fresh one each time (writing to it changes no other).</summary>
    public Tensor Tensor(string name)
    {
        using var stored = _tensors.Read(name);
        return stored.clone();
    }

    public bool Has(string name) => _tensors.Entries.ContainsKey(name);

    /// <summary>A weight file of the case; the caller disposes it.</summary>
    public IWeightSource Weights(string file = "weights.safetensors") => SafetensorsFile.Open(Path.Combine(Folder, file));

    /// <summary>The runs, of one op if given.</summary>
    public IEnumerable<JObject> Runs(string? op = null) =>
        Json["runs"]!.Cast<JObject>().Where(run => op is null || (string?)run["op"] == op);

    public JObject Run(string name) => Runs().Single(run => (string?)run["name"] == name);

    /// <summary>The draws listed (tensor names in call order) in place of random numbers.</summary>
    public RecordedNoise Noise(JToken? names) => new([.. (names ?? new JArray()).Select(n => Tensor((string)n!))]);

    /// <summary>Asserts that <paramref name="actual"/> equals the recorded tensor within the case's own tolerance.</summary>
    public void Compare(string tensorName, Tensor actual)
    {
        var rule = _tolerances.First(t => FileSystemName.MatchesSimpleExpression(t.Match, tensorName, ignoreCase: false));
        using var expected = Tensor(tensorName);
        Assert.That(actual.shape, Is.EqualTo(expected.shape), $"shape of {tensorName}");
        using var scope = NewDisposeScope();
        var a = actual.detach().cpu().to(ScalarType.Float64);
        var b = expected.to(ScalarType.Float64);
        if (b.numel() == 0)
        {
            return;
        }

        var same = a.eq(b);
        var error = where(same, zeros_like(b), (a - b).abs());
        var relativeTo = rule.RelativeTo == "tensor_max" ? b.abs().max().expand_as(b) : b.abs();
        var allowed = relativeTo * rule.Rtol + rule.Atol;
        var misses = error.le(allowed).logical_or(same).logical_not();
        if (misses.any().item<bool>())
        {
            Assert.Fail(Describe(tensorName, rule, a, b, error, misses));
        }
    }

    public void Dispose() => _tensors.Dispose();

    private static string Describe(string name, Tolerance rule, Tensor a, Tensor b, Tensor error, Tensor misses)
    {
        var at = where(misses, error, zeros_like(error)).nan_to_num(double.PositiveInfinity).flatten().argmax().item<long>();
        var relative = (error / b.abs().clamp_min(1e-30)).max().item<double>();
        return FormattableString.Invariant(
            $"""
            {name}: {misses.sum().item<long>()} of {b.numel()} elements are out of tolerance.
            max abs error {error.max().item<double>():g4}, max rel error {relative:g4}, max |recorded| {b.abs().max().item<double>():g4}
            tolerance '{rule.Match}': atol {rule.Atol:g4}, rtol {rule.Rtol:g4}, relative to {rule.RelativeTo}
            worst at flat index {at}: got {a.flatten()[at].item<double>():g9}, recorded {b.flatten()[at].item<double>():g9}
            """);
    }
}
