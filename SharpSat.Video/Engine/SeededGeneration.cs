using SharpSat.Core.Tensors;

namespace SharpSat.Video.Engine;

/// <summary>The random streams of a request: every video has its own, from its seed.</summary>
internal sealed class SeededGeneration : IDisposable
{
    private readonly List<NoiseSource> _posterior;
    private readonly SampleStreams _start;
    private readonly SampleStreams _sampler;

    public SeededGeneration(long seed, int count)
    {
        _posterior = [.. Enumerable.Range(0, count).Select(i => new NoiseSource(seed + i, "posterior"))];
        _start = new SampleStreams(seed, "start_noise", count);
        _sampler = new SampleStreams(seed, "sampler", count);
        Noise = new GenerationNoise(i => _posterior[i], _start, _sampler);
    }

    public GenerationNoise Noise { get; }

    public void Dispose()
    {
        _posterior.ForEach(source => source.Dispose());
        _start.Dispose();
        _sampler.Dispose();
    }
}
