using Newtonsoft.Json.Linq;
using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>The condition that a run describes.</summary>
internal static class CaseConditioning
{
    /// <summary>A condition with the entries <c>crossattn</c> and <c>concat</c>, either of which may be absent.</summary>
    public static Conditioning Read(ParityCase parity, JToken? node, Tensor? ofs_B, long batch)
    {
        ParityOptions.RequireKnown(node, "a condition", "crossattn", "concat");
        return new Conditioning
        {
            // The mean of no text is 0, which is how the analytic network drops the term.
            Text_BSE = parity.Optional(node?["crossattn"]) ?? zeros(batch, 1, 1),
            Concat_BTCHW = parity.Optional(node?["concat"]),
            Ofs_B = ofs_B,
        };
    }
}
