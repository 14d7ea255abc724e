using Newtonsoft.Json.Linq;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>pipeline</c> of the diffusers suite: calls of a pipeline folder, its tokenizer and its text encoder.</summary>
internal sealed class DiffusersPipelineReplay(ParityCase parity) : IParityReplay
{
    private T5TextEncoder? _text;

    private string Folder => parity.PathOf((string)parity.Json["model"]!);

    private T5TextEncoder Text => _text ??= T5TextEncoder.Open(Path.Combine(Folder, "text_encoder"), length: 1);

    public void Replay(JObject run, ParityRecorder recorder)
    {
        switch ((string?)run["op"])
        {
            case "tokenize":
                TokenizeReplay.Replay(Text.Tokenizer, run, recorder);
                break;
            case "text_encoder":
                TextEncoder(run, recorder);
                break;
            case "generate":
                new PipelineRun(parity, Folder, run, recorder).Replay();
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose() => _text?.Dispose();

    private void TextEncoder(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["args"], "args");
        using var guard = no_grad();
        var (last, hidden) = Text.Encoder.ForwardWithHiddenStates(parity.Resolve(run["inputs"]!["input_ids"]!).to(ScalarType.Int64));
        for (var i = 0; i < hidden.Count; i++)
        {
            // Hugging Face counts the states after the last norm as the last hidden ones.
            recorder.Tensor("hidden_states", run["expect"]?[$"hidden_states.{i}"], i == hidden.Count - 1 ? last : hidden[i]);
        }

        recorder.Tensor("last_hidden_state", run["expect"]?["last_hidden_state"], last);
    }
}
