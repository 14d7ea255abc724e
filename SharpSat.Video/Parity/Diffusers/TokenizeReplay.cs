using Newtonsoft.Json.Linq;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>The op <c>tokenize</c>: one text to ids, padded and cut to a length, and as they are.</summary>
internal static class TokenizeReplay
{
    public static void Replay(T5Tokenizer tokenizer, JObject run, ParityRecorder recorder)
    {
        if ((string?)run["op"] != "tokenize")
        {
            throw ParityOptions.UnknownOp(run);
        }

        var args = run["args"]!;
        ParityOptions.RequireKnown(args, "args", "text", "max_length");
        var text = (string)args["text"]!;
        recorder.Value("untruncated_ids", run, "untruncated_ids", new JArray(tokenizer.Encode(text)));
        using var ids = tokenizer.Encode([text], (int)args["max_length"]!, CPU);
        recorder.Value("ids", run, "ids", new JArray(ids.data<long>().ToArray()));
    }
}
