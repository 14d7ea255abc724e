using Newtonsoft.Json.Linq;
using SharpSat.Core.Data;

namespace SharpSat.Video.Parity.Training;

/// <summary>The recorded steps in their order, as the batches of a run.</summary>
/// <param name="steps">One for each optimizer step.</param>
internal sealed class RecordedBatches(IReadOnlyList<JToken> steps) : IBatchLoader<JToken>
{
    private int _next;

    public int BatchSize => 1;

    public TimeSpan WaitTime => TimeSpan.Zero;

    public JToken Next() => steps[_next++];

    public SamplerState Save() => new(steps.Count, 0, _next);

    public void Restore(SamplerState state) => _next = checked((int)state.Position);

    public void Dispose()
    {
    }
}
