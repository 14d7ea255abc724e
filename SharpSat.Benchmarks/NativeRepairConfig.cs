using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;

namespace SharpSat.Benchmarks;

/// <summary>
/// Lets the repair of TorchSharp's native library (build/NativeRepair.targets) reach the projects that BenchmarkDotNet
/// generates: they switch Directory.Build.targets off, and a property given on the command line outranks that.
/// A mutator, so that it holds for every job, those named on the command line included.
/// </summary>
internal static class NativeRepairConfig
{
    public static IConfig Create() => DefaultConfig.Instance.AddJob(
        Job.Default.WithArguments([new MsBuildArgument("/p:ImportDirectoryBuildTargets=true")]).AsMutator());
}
