using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios;

/// <summary>One layer of T5-XXL beside its matrix products and one attention on ready tensors.</summary>
internal static class T5Layer
{
    private static readonly T5Config Config = new() { ModelSize = 4096, HeadSize = 64, FeedForwardSize = 10240, Heads = 64, Layers = 1, VocabularySize = 8 };

    /// <summary>Sets the contest up for so many tokens.</summary>
    public static Contest Prepare(int tokens, ScalarType dtype)
    {
        var block = new T5Block(Config, ownsPositionBias: true);
        using var noise = new NoiseSource(7, "benchmark");
        block.Materialize(noise, dtype, CPU);
        Tensor bias, x = noise.Normal([1, tokens, Config.ModelSize], dtype, CPU), inner = noise.Normal([1, tokens, Config.FeedForwardSize], dtype, CPU);
        using (no_grad())
        {
            bias = block.Attention.PositionBias(tokens);
        }

        var heads = Enumerable.Range(0, 3).Select(_ => noise.Normal([1, Config.Heads, tokens, Config.HeadSize], dtype, CPU)).ToList();
        Weight[] weights = [.. block.NamedWeights().Select(w => w.Weight).Where(w => w.Shape.Count == 2 && w.Shape[0] > 64)];
        return new Contest(
            new Target("t5-layer", dtype.ToString(), $"4096 wide, {tokens} tokens", 1.08, 1.15), Ours, Products, [], [block, x, inner, bias, .. heads]);

        void Ours()
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            block.Forward(x, bias);
        }

        void Products()
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            foreach (var weight in weights)
            {
                nn.functional.linear(weight.Shape[1] == Config.ModelSize ? x : inner, weight.Value);
            }

            nn.functional.scaled_dot_product_attention(heads[0], heads[1], heads[2], bias);
        }
    }
}
