using Newtonsoft.Json.Linq;
using SharpSat.Video.Text;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>tokenizer</c> of the diffusers suite.</summary>
internal sealed class DiffusersTokenizerReplay(ParityCase parity) : IParityReplay
{
    private readonly T5Tokenizer _tokenizer = T5Tokenizer.Load(parity.PathOf((string)parity.Json["tokenizer"]!));

    public void Replay(JObject run, ParityRecorder recorder) => TokenizeReplay.Replay(_tokenizer, run, recorder);

    public void Dispose()
    {
    }
}
