namespace SharpSat.Core.Hooks;

/// <summary>
/// Watches every link of a model's hook chains, defaults included, as they run: for profilers (<c>BaseModel.Observe</c>). Calls
/// nest: what a link runs begins and ends within it.
/// </summary>
public interface IHookProbe
{
    /// <summary>A link begins.</summary>
    /// <typeparam name="TArgs">Arguments of the point.</typeparam>
    /// <param name="point">The hook point.</param>
    /// <param name="origin">Name of the mixin, "model" or "default".</param>
    /// <param name="args">What the link was called with.</param>
    void Enter<TArgs>(HookPoint point, string origin, TArgs args);

    /// <summary>The link that began last ends, with a result or an error.</summary>
    void Leave();
}
