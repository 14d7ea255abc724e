using SharpSat.Core.Hooks;

namespace SharpSat.Core.Transformer;

/// <summary>The projections of one expert of a <see cref="FeedForward"/> (a plain one has a single expert).</summary>
/// <param name="Up">To the inner width.</param>
/// <param name="Down">Back to the hidden size.</param>
/// <param name="Gate">The gate, if gated.</param>
public sealed record FeedForwardExpert(Projection Up, Projection Down, Projection? Gate)
{
    internal IEnumerable<HookSite> Sites => Gate is null ? [Up.Site, Down.Site] : [Up.Site, Down.Site, Gate.Site];
}
