using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Reports;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>Names under the table of <see cref="MixinBenchmarks"/> the registered mixins that are not in it, and says why.</summary>
internal sealed class LeftOutMixins : AnalyserBase
{
    /// <inheritdoc/>
    public override string Id => nameof(LeftOutMixins);

    /// <inheritdoc/>
    protected override IEnumerable<Conclusion> AnalyseSummary(Summary summary)
    {
        var lines = summary.BenchmarksCases.Any(c => c.Descriptor.Type == typeof(MixinBenchmarks))
            ? MixinSurvey.LeftOut.Select(m => $"    '{m.Name}': {m.Problem}").ToList()
            : [];

        // One warning for all: of several that concern no single benchmark, BenchmarkDotNet shows the first.
        return lines.Count > 0 ? [CreateWarning($"mixins left out:\n{string.Join('\n', lines)}")] : [];
    }
}
