using BenchmarkDotNet.Running;
using SharpSat.Benchmarks.Mixins;
using SharpSat.Core.Errors;

namespace SharpSat.Benchmarks;

/// <summary>The BenchmarkDotNet suites: BenchmarkDotNet's own arguments, and <c>--plugin dll</c> for <see cref="MixinBenchmarks"/>.</summary>
internal static class SuiteCommand
{
    /// <summary>Runs what the arguments choose.</summary>
    /// <returns>1 if a benchmark failed, 2 for a plugin that cannot be loaded, else 0.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            var others = PluginOption.Take(arguments);
            PluginOption.Load();
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(SuiteCommand).Assembly).Run(others, BenchmarkConfig.Create());
            return summaries.Any(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
        }
        catch (InputException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}
