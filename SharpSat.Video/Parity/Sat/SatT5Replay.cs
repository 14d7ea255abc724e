using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>t5</c> of the SAT suite: text encoder, tokenizer and conditioner.</summary>
internal sealed class SatT5Replay(ParityCase parity) : IParityReplay
{
    private readonly Dictionary<string, T5TextEncoder> _encoders = [];

    public void Replay(JObject run, ParityRecorder recorder)
    {
        using var guard = no_grad();
        switch ((string?)run["op"])
        {
            case "encode":
                Encode(run, recorder);
                break;
            case "frozen_embedder":
                Embed(run, recorder);
                break;
            case "conditioner":
                Condition(run, recorder);
                break;
            case "unconditional_conditioning":
                Unconditional(run, recorder);
                break;
            case "tokenize_file":
                TokenizeFile(run, recorder);
                break;
            case "tokenize_strings":
                SatTokenizedStrings.Compare(parity, Encoder(WeightsFolder, 1).Tokenizer, run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
        foreach (var encoder in _encoders.Values)
        {
            encoder.Dispose();
        }
    }

    private string WeightsFolder => (string)parity.Json["weights"]!["dir"]!;

    private T5TextEncoder Encoder(string folder, int length)
    {
        var key = $"{length} {folder}";
        if (!_encoders.TryGetValue(key, out var encoder))
        {
            _encoders[key] = encoder = T5TextEncoder.Open(parity.PathOf(folder), length, ScalarType.Float32);
        }

        return encoder;
    }

    private void Encode(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["inputs"], "inputs", "input_ids", "attention_mask");
        ParityOptions.RequireKnown(run["params"], "params", "position_bias_query_rows");
        ParityOptions.RequireKnown(run["expect"], "expect", "last_hidden_state", "position_bias", "hidden_before_final_norm");
        var encoder = Encoder(WeightsFolder, 1).Encoder;
        var ids = parity.RequiredLeaf(run["inputs"], "input_ids").to(ScalarType.Int64);
        var expect = run["expect"]!;
        var rows = (long?)run["params"]?["position_bias_query_rows"] ?? ids.shape[1];
        recorder.Tensor("position_bias", expect["position_bias"], encoder.PositionBias((int)ids.shape[1]).narrow(2, 0, rows));
        var mask = parity.Leaf(run["inputs"]!["attention_mask"]);
        var (last, hidden) = encoder.ForwardWithHiddenStates(ids, mask);
        foreach (var (name, state) in (expect["hidden_before_final_norm"] as JArray ?? []).Zip(hidden))
        {
            recorder.Tensor("hidden", name, state);
        }

        recorder.Tensor("last_hidden_state", expect["last_hidden_state"], last);
        recorder.Tensor("last_hidden_state", expect["last_hidden_state"], encoder.Forward(ids, mask));
    }

    private void Embed(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect"], "expect", "z", "input_ids");
        var texts = ParityLeaves.Texts(run["inputs"]!["txt"]);
        var embedder = SatEmbedder.Read(run["params"]!);
        var encoder = Encoder(embedder.Folder, embedder.Length);
        recorder.Tensor("input_ids", run["expect"]!["input_ids"], encoder.Tokenizer.Encode(texts, encoder.Length, CPU));
        recorder.Tensor("states", run["expect"]!["z"], encoder.Encode(texts));
    }

    private void Condition(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect"], "expect", "crossattn");
        using var draws = parity.Draws(run["draws"]);
        var condition = Conditioner(run).ConditionForTraining(ParityLeaves.Texts(run["inputs"]!["txt"]), draws);
        recorder.Tensor("crossattn", run["expect"]!["crossattn"], condition.Text_BSE);
        draws.RequireAllUsed(recorder);
    }

    private void Unconditional(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["inputs"], "inputs", "txt", "negative", "force_uc_zero_embeddings");
        ParityOptions.RequireKnown(run["expect"], "expect", "c", "uc");
        var conditioner = Conditioner(run);
        recorder.Tensor("conditional", run["expect"]!["c"], conditioner.Condition(ParityLeaves.Texts(run["inputs"]!["txt"])).Text_BSE);
        var negative = ParityLeaves.Texts(run["inputs"]!["negative"]);
        recorder.Tensor("unconditional", run["expect"]!["uc"], SatUnconditional.Condition(conditioner, negative, run["inputs"]!["force_uc_zero_embeddings"]).Text_BSE);
    }

    private TextConditioner Conditioner(JObject run)
    {
        var embedder = SatEmbedder.ReadConditioner(run["params"]!);
        return new TextConditioner(Encoder(embedder.Folder, embedder.Length), embedder.Dropout);
    }

    private void TokenizeFile(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["params"], "params", "max_length");
        var texts = SatTokenizedStrings.Rows(parity, run["inputs"]!).Select(row => (string)row[(string)run["inputs"]!["field"]!]!).ToList();
        var tokenizer = Encoder(WeightsFolder, 1).Tokenizer;
        recorder.Tensor("input_ids", run["expect"]!["input_ids"], tokenizer.Encode(texts, (int)run["params"]!["max_length"]!, CPU));
    }
}
