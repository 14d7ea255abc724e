using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>vae</c> of the SAT suite.</summary>
internal sealed class SatVaeReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder) => throw new ParityUnsupportedException($"the kind '{parity.Kind}'");

    public void Dispose()
    {
    }
}
