using BenchmarkDotNet.Attributes;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>
/// What each registered mixin costs: a forward pass of a small model with it and without it, float32. The cases are those the
/// registry has, plugins' included (<c>--plugin dll</c>). A pass is the mean of a run of ten.
/// </summary>
public class MixinBenchmarks
{
    private MixinHost _host = null!;

    public static IEnumerable<string> Registered => MixinSurvey.Measurable;

    [ParamsSource(nameof(Registered))]
    public string Mixin { get; set; } = string.Empty;

    [GlobalSetup(Target = nameof(With))]
    public void Plug()
    {
        PluginOption.Load();
        _host = MixinSurvey.HostOf(Mixin);
    }

    [GlobalSetup(Target = nameof(Without))]
    public void PlugAndUnplug()
    {
        Plug();
        _host.Unplug();
    }

    [GlobalCleanup]
    public void Free() => _host.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = MixinHost.Passes)]
    public void Without() => _host.Run();

    [Benchmark(OperationsPerInvoke = MixinHost.Passes)]
    public void With() => _host.Run();
}
