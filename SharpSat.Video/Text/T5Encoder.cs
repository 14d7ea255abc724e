using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Text;

// B batch, S tokens, N heads, E hidden.

/// <summary>
/// The encoder half of T5 v1.1, with Hugging Face's parameter names (<c>shared.weight</c>,
/// <c>encoder.block.0.layer.0.SelfAttention.q.weight</c>, ...). No dropout: CogVideoX keeps it frozen.
/// </summary>
public sealed class T5Encoder : NetworkModule
{
    private readonly EmbeddingLayer _embedding;
    private readonly Stack _stack;

    /// <summary>Declares the weights on the meta device.</summary>
    /// <exception cref="SharpSat.Core.Errors.InputException">A size in <paramref name="config"/> cannot be built.</exception>
    public T5Encoder(T5Config config)
        : base(nameof(T5Encoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate("T5 config");
        Config = config;
        _embedding = AddChild("shared", new EmbeddingLayer(config.VocabularySize, config.ModelSize, WeightInit.Normal(1)));
        _stack = AddChild("encoder", new Stack(config));
    }

    /// <summary>Sizes.</summary>
    public T5Config Config { get; }

    /// <summary>The embedding, whose type and device the whole encoder shares.</summary>
    internal Tensor EmbeddingTable => _embedding.Weight.Value;

    /// <summary>The relative position bias shared by all blocks, [1, N, S, S].</summary>
    public Tensor PositionBias(int length) => _stack.Blocks[0].Attention.PositionBias(length);

    /// <summary>Encodes token ids.</summary>
    /// <param name="ids_BS">int64 token ids [B, S] on the weights' device.</param>
    /// <param name="mask_BS">
    /// 1 for tokens to attend to, 0 for padding; null attends to everything, as CogVideoX was trained (padding included).
    /// </param>
    /// <returns>Hidden states after the last norm, [B, S, E], in the weights' type.</returns>
    public Tensor Forward(Tensor ids_BS, Tensor? mask_BS = null) => Run(ids_BS, mask_BS, null);

    /// <summary>As <see cref="Forward"/>, with the embedding and each block's output (before the last norm), [B, S, E] each.</summary>
    public (Tensor Last_BSE, IReadOnlyList<Tensor> Hidden) ForwardWithHiddenStates(Tensor ids_BS, Tensor? mask_BS = null)
    {
        var hidden = new List<Tensor>();
        return (Run(ids_BS, mask_BS, hidden), hidden);
    }

    private Tensor Run(Tensor ids_BS, Tensor? mask_BS, List<Tensor>? hidden)
    {
        using var scope = NewDisposeScope();
        var x_BSE = _embedding.Forward(ids_BS);
        var bias = PositionBias((int)ids_BS.shape[1]);
        if (mask_BS is not null)
        {
            var lowest = finfo(bias.dtype).min;
            bias = bias + mask_BS.to(bias.dtype).neg().add(1).mul(lowest).unsqueeze(1).unsqueeze(1);
        }

        hidden?.Add(x_BSE);
        foreach (var block in _stack.Blocks.Items)
        {
            // Frees each block's input at once, so that a deep encoder holds one activation at a time.
            var next_BSE = block.Forward(x_BSE, bias);
            if (hidden is null)
            {
                x_BSE.Dispose();
            }

            x_BSE = next_BSE;
            hidden?.Add(x_BSE);
        }

        hidden?.ForEach(h => h.MoveToOuterDisposeScope());
        return _stack.FinalNorm.Forward(x_BSE).MoveToOuterDisposeScope();
    }

    private sealed class Stack : NetworkModule
    {
        public Stack(T5Config config)
            : base("encoder")
        {
            var blocks = Enumerable.Range(0, config.Layers).Select(i => new T5Block(config, ownsPositionBias: i == 0));
            Blocks = AddChild("block", new ModuleSequence<T5Block>(blocks));
            FinalNorm = AddChild("final_layer_norm", new RmsNormLayer(config.ModelSize, config.Epsilon));
        }

        public ModuleSequence<T5Block> Blocks { get; }

        public RmsNormLayer FinalNorm { get; }
    }
}
