using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>lora1</c> of the SAT suite.</summary>
internal sealed class SatLora1Replay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder) => throw new ParityUnsupportedException($"the kind '{parity.Kind}'");

    public void Dispose()
    {
    }
}
