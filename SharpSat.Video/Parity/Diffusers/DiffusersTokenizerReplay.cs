using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>tokenizer</c> of the diffusers suite.</summary>
internal sealed class DiffusersTokenizerReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder) => throw new ParityUnsupportedException($"the kind '{parity.Kind}'");

    public void Dispose()
    {
    }
}
