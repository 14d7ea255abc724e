using Newtonsoft.Json.Linq;
using SharpSat.Core.Context;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Backbone;

/// <summary>One recorded forward of a plain model: its inputs and keyword arguments, ready to be run.</summary>
internal sealed class SatPass : IDisposable
{
    private readonly RecordedDraws _draws;

    private SatPass(TransformerInputs inputs, ForwardContext context, RecordedDraws draws, IReadOnlyDictionary<string, Tensor> named)
    {
        Inputs = inputs;
        Context = context;
        _draws = draws;
        Named = named;
    }

    public TransformerInputs Inputs { get; }

    public ForwardContext Context { get; }

    /// <summary>The floating-point inputs by name, whose gradients may be asked for.</summary>
    public IReadOnlyDictionary<string, Tensor> Named { get; }

    /// <summary>Reads <c>inputs</c>, <c>kwargs</c>, <c>mode</c>, <c>draws</c> and <c>output_hidden_states</c> of a run.</summary>
    /// <exception cref="ParityUnsupportedException">An input is not known.</exception>
    public static SatPass Of(ParityCase parity, JObject run, bool? hiddenStates = null, string? mode = null)
    {
        var inputs = run["inputs"] as JObject ?? [];
        ParityOptions.RequireKnown(inputs, "inputs", "input_ids", "position_ids", "attention_mask");
        ParityOptions.RequireKnown(run["kwargs"], "kwargs", "encoder_outputs", "cross_attention_mask", "log_attention_weights");
        var draws = parity.Draws(run["draws"]);
        var context = new ForwardContext
        {
            Training = IsTraining(mode ?? (string?)run["mode"]),
            OutputHiddenStates = hiddenStates ?? (bool?)run["output_hidden_states"] ?? false,
            Noise = draws,
        };
        var named = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var kwargs = run["kwargs"] as JObject ?? [];
        Set("encoder_outputs", TransformerContext.Encoder_BSE);
        Set("log_attention_weights", TransformerContext.LogAttentionWeights);
        if (kwargs["cross_attention_mask"] is { Type: not JTokenType.Null } mask)
        {
            context.Set(TransformerContext.CrossAttentionMask, Mask(parity, mask));
        }

        var given = new TransformerInputs
        {
            InputIds = SatLiteral.Read(parity, inputs["input_ids"], ScalarType.Int64),
            PositionIds = SatLiteral.Read(parity, inputs["position_ids"], ScalarType.Int64),
            Mask = Mask(parity, inputs["attention_mask"]),
        };
        return new SatPass(given, context, draws, named);

        void Set(string name, ContextKey<Tensor> key)
        {
            if (SatLiteral.Read(parity, kwargs[name], ScalarType.Float32) is { } value)
            {
                named[name] = value;
                context.Set(key, value);
            }
        }
    }

    public Tensor Run(BaseModel model) => model.Forward(Inputs, Context);

    public void RequireAllDrawsUsed(ParityRecorder recorder)
    {
        if (_draws.Count > 0)
        {
            _draws.RequireAllUsed(recorder);
        }
    }

    public void Dispose() => _draws.Dispose();

    private static bool IsTraining(string? mode) => mode switch
    {
        "train" => true,
        "eval" or null => false,
        _ => throw new ParityUnsupportedException($"the mode '{mode}'"),
    };

    // Null is full, a negative number causal.
    private static AttentionMask Mask(ParityCase parity, JToken? node) => node switch
    {
        null or { Type: JTokenType.Null } => AttentionMask.Full,
        { Type: JTokenType.Integer } when (long)node < 0 => AttentionMask.Causal,
        _ => AttentionMask.Of(SatLiteral.Read(parity, node, ScalarType.Float32)!),
    };
}
