using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>dit</c> of the SAT suite.</summary>
internal sealed class SatDitReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder) => throw new ParityUnsupportedException($"the kind '{parity.Kind}'");

    public void Dispose()
    {
    }
}
