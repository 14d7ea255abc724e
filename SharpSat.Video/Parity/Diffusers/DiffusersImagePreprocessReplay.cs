using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>image-preprocess</c> of the diffusers suite.</summary>
internal sealed class DiffusersImagePreprocessReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder) => throw new ParityUnsupportedException($"the kind '{parity.Kind}'");

    public void Dispose()
    {
    }
}
