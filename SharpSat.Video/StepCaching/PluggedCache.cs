using SharpSat.Core.Models;

namespace SharpSat.Video.StepCaching;

/// <summary>A step cache in a network for the length of one run, so that training and other runs never meet it.</summary>
internal sealed class PluggedCache : IDisposable
{
    private const string Name = "step_cache";
    private readonly BaseModel _network;
    private readonly IStepCache? _cache;

    private PluggedCache(BaseModel network, IStepCache? cache)
    {
        _network = network;
        _cache = cache;
    }

    /// <summary>Adds the cache, if there is one.</summary>
    public static PluggedCache In(BaseModel network, IStepCache? cache)
    {
        var plugged = new PluggedCache(network, cache);
        if (cache is null)
        {
            return plugged;
        }

        network.Add(Name, cache);
        try
        {
            cache.Begin(network);
        }
        catch
        {
            plugged.Dispose();
            throw;
        }

        return plugged;
    }

    public void Dispose()
    {
        if (_cache is not null)
        {
            _network.Remove(Name);
            _cache.Forget();
        }
    }
}
