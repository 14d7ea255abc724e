using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>loss</c> of the SAT suite.</summary>
internal sealed class SatLossReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder) => throw new ParityUnsupportedException($"the kind '{parity.Kind}'");

    public void Dispose()
    {
    }
}
