namespace SharpSat.Core.Hooks;

/// <summary>One place in a model where a hook point is called (a layer, a projection). Compared by identity.</summary>
public class HookSite
{
    private readonly string _path;

    /// <summary>Names a site.</summary>
    /// <param name="point">The hook point called here.</param>
    /// <param name="path">
    /// Module path as in checkpoints, for example "transformer.layers.3.attention"; a mixin's is relative to the mixin.
    /// </param>
    /// <param name="layer">Layer number, or null outside the layers.</param>
    public HookSite(HookPoint point, string path, int? layer)
    {
        Point = point;
        _path = path;
        Path = path;
        Layer = layer;
    }

    /// <summary>The hook point called here.</summary>
    public HookPoint Point { get; }

    /// <summary>Module path; for a mixin's site with <c>mixins.{name}.</c> in front while the mixin is in a model.</summary>
    public string Path { get; private set; }

    /// <summary>Layer number, or null outside the layers.</summary>
    public int? Layer { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;

    internal void PlaceIn(string owner) => Path = owner + _path;
}
