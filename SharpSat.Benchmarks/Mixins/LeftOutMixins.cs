using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Reports;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>Names under the table of <see cref="MixinBenchmarks"/> the registered mixins that are not in it, and says why.</summary>
internal sealed class LeftOutMixins : AnalyserBase
{
    /// <inheritdoc/>
    public override string Id => nameof(LeftOutMixins);

    /// <inheritdoc/>
    protected override IEnumerable<Conclusion> AnalyseSummary(Summary summary) =>
        summary.BenchmarksCases.Any(c => c.Descriptor.Type == typeof(MixinBenchmarks))
            ? MixinSurvey.LeftOut.Select(m => CreateWarning($"'{m.Name}' was left out {m.Problem}", mergeable: false))
            : [];
}
