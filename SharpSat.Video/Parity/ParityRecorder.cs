using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity;

/// <summary>Compares what a run computes with what was recorded, stage by stage, and keeps the results in that order.</summary>
/// <param name="parity">The case.</param>
/// <param name="run">Name of the run.</param>
internal sealed class ParityRecorder(ParityCase parity, string run)
{
    private readonly List<ParityCheck> _checks = [];
    private readonly List<string> _differences = [];

    public IReadOnlyList<ParityCheck> Checks => _checks;

    public IReadOnlyList<string> Differences => _differences;

    /// <summary>
    /// Compares with the tensor that <paramref name="reference"/> names; nothing if the reference is null or absent
    /// (not recorded). A reference with <c>first</c> n compares the first n rows.
    /// </summary>
    public void Tensor(string stage, JToken? reference, Tensor actual)
    {
        if (reference is null or { Type: JTokenType.Null })
        {
            return;
        }

        using var scope = NewDisposeScope();
        var name = reference.Type == JTokenType.String ? (string)reference! : (string?)reference["tensor"] ?? reference.Path;
        var rows = reference.Type == JTokenType.Object ? (long?)reference["first"] : null;
        Compare(stage, name, parity.Resolve(reference), rows is { } count ? actual.narrow(0, 0, count) : actual);
    }

    /// <summary>Compares two tensors under the tolerance of a recorded name.</summary>
    public void Compare(string stage, string name, Tensor expected, Tensor actual)
    {
        var rule = parity.ToleranceOf(name);
        using var scope = NewDisposeScope();
        if (!actual.shape.SequenceEqual(expected.shape))
        {
            Add(stage, name, rule.ToString(), double.NaN, double.NaN, false, $"shape [{string.Join(", ", actual.shape)}], recorded [{string.Join(", ", expected.shape)}]");
            return;
        }

        if (expected.numel() == 0)
        {
            Add(stage, name, rule.ToString(), 0, 0, true, null);
            return;
        }

        var (a, b) = (actual.detach().cpu().to(ScalarType.Float64), expected.to(ScalarType.Float64));
        // NaN must meet NaN, an infinity its equal.
        var same = a.eq(b).logical_or(a.isnan().logical_and(b.isnan()));
        var error = where(same, zeros_like(b), (a - b).abs()).nan_to_num(double.PositiveInfinity, double.PositiveInfinity);
        var scale = rule.ToTensorMax ? b.abs().max().expand_as(b) : b.abs();
        var within = error.le((scale * rule.Rtol) + rule.Atol).logical_and(error.isfinite());
        var misses = within.logical_or(same).logical_not();
        var relative = (error / b.abs().clamp_min(1e-30)).max().item<double>();
        var missed = misses.sum().item<long>();
        Add(stage, name, rule.ToString(), error.max().item<double>(), relative, missed == 0, missed == 0 ? null : Describe(a, b, error, misses, missed));
    }

    /// <summary>Compares a recorded value: numbers within the tolerances given (0: equal), everything else exactly, lists and objects entry by entry.</summary>
    public void Value(string stage, string name, JToken? expected, JToken? actual, double atol = 0, double rtol = 0)
    {
        var largest = 0.0;
        var difference = Compared(expected ?? JValue.CreateNull(), actual ?? JValue.CreateNull(), string.Empty, atol, rtol, ref largest);
        var tolerance = atol == 0 && rtol == 0 ? "exact" : FormattableString.Invariant($"{atol:g2}+{rtol:g2}*|b|");
        Add(stage, name, tolerance, largest, difference is null ? 0 : double.NaN, difference is null, difference);
    }

    /// <summary>Records a condition that the case demands, such as all draws being used.</summary>
    public void Require(string stage, bool holds, string otherwise) => Add(stage, stage, "exact", 0, 0, holds, holds ? null : otherwise);

    /// <summary>Names a deliberate difference from the reference, where the case allows one (<c>documented_difference</c>).</summary>
    public void Difference(string what) => _differences.Add($"{what} (run '{run}')");

    /// <summary>Records that the run failed in a stage.</summary>
    public void Fail(string stage, string message) => Require(stage, false, message);

    private void Add(string stage, string name, string tolerance, double abs, double rel, bool pass, string? detail) =>
        _checks.Add(new ParityCheck(run, stage, name, tolerance, abs, rel, pass, detail));

    private static string Describe(Tensor a, Tensor b, Tensor error, Tensor misses, long missed)
    {
        var at = where(misses, error, zeros_like(error)).flatten().argmax().item<long>();
        return FormattableString.Invariant(
            $"{missed} of {b.numel()} elements; worst at flat index {at}: {a.flatten()[at].item<double>():g9}, recorded {b.flatten()[at].item<double>():g9}");
    }

    private static string? Compared(JToken expected, JToken actual, string path, double atol, double rtol, ref double largest)
    {
        switch (expected, actual)
        {
            case (JArray e, JArray a) when e.Count == a.Count:
                for (var i = 0; i < e.Count; i++)
                {
                    if (Compared(e[i], a[i], $"{path}[{i}]", atol, rtol, ref largest) is { } inner)
                    {
                        return inner;
                    }
                }

                return null;
            case (JObject e, JObject a):
                foreach (var key in e.Properties().Select(p => p.Name).Union(a.Properties().Select(p => p.Name)))
                {
                    if (Compared(e[key] ?? JValue.CreateNull(), a[key] ?? JValue.CreateNull(), $"{path}.{key}", atol, rtol, ref largest) is { } inner)
                    {
                        return inner;
                    }
                }

                return null;
            case (JValue { Type: JTokenType.Integer or JTokenType.Float } e, JValue { Type: JTokenType.Integer or JTokenType.Float } a):
                var (x, y) = (Convert.ToDouble(e.Value, CultureInfo.InvariantCulture), Convert.ToDouble(a.Value, CultureInfo.InvariantCulture));
                var error = Math.Abs(x - y);
                largest = Math.Max(largest, error);
                return error <= atol + (rtol * Math.Abs(x)) ? null : Said(path, e, a);
            default:
                return JToken.DeepEquals(expected, actual) ? null : Said(path, expected, actual);
        }
    }

    private static string Said(string path, JToken expected, JToken actual) => $"{path.TrimStart('.')}{(path.Length > 0 ? ": " : string.Empty)}{Short(actual)}, recorded {Short(expected)}";

    private static string Short(JToken token)
    {
        var text = token.ToString(Formatting.None);
        return text.Length <= 200 ? text : text[..200] + "...";
    }
}
