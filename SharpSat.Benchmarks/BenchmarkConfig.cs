using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using SharpSat.Benchmarks.Mixins;

namespace SharpSat.Benchmarks;

/// <summary>What every job of this project needs, those named on the command line included.</summary>
internal static class BenchmarkConfig
{
    // Of a mixin, so that tables do not cut it.
    private const int LongestName = 60;

    /// <summary>
    /// Lets the repair of TorchSharp's native library (build/NativeRepair.targets) reach the projects that BenchmarkDotNet
    /// generates: they switch Directory.Build.targets off, and a property given on the command line outranks that. The
    /// mutator applies it to all jobs. Their builds copy 490 MB of libtorch, so that two minutes are short on a busy machine.
    /// </summary>
    public static IConfig Create() => DefaultConfig.Instance
        .AddJob(Job.Default.WithArguments([new MsBuildArgument("/p:ImportDirectoryBuildTargets=true")]).AsMutator())
        .AddAnalyser(new LeftOutMixins())
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(LongestName))
        .WithBuildTimeout(TimeSpan.FromMinutes(10));
}
