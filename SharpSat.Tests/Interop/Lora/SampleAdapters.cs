using SharpSat.Core.Tensors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Diffusers;
using static TorchSharp.torch;

namespace SharpSat.Tests.Interop.Lora;

/// <summary>Adapters with seeded factors for modules of the tiny engine's network (hidden size 32, time width 16).</summary>
internal static class SampleAdapters
{
    private static readonly Dictionary<string, (long In, long Out)> Sizes = new()
    {
        ["transformer_blocks.0.attn1.to_q"] = (32, 32),
        ["transformer_blocks.0.attn1.to_k"] = (32, 32),
        ["transformer_blocks.0.attn1.to_v"] = (32, 32),
        ["transformer_blocks.0.attn1.to_out.0"] = (32, 32),
        ["transformer_blocks.0.ff.net.0.proj"] = (32, 128),
        ["transformer_blocks.0.ff.net.2"] = (128, 32),
        ["transformer_blocks.0.norm1.linear"] = (16, 192),
        ["transformer_blocks.0.norm2.linear"] = (16, 192),
        ["proj_out"] = (32, 16),
        ["time_embedding.linear_1"] = (32, 16),
        ["norm_out.linear"] = (16, 64),
    };

    /// <summary>What LoRA trainers change by default, with one rank and alpha.</summary>
    public static LoraAdapter Attention(int rank = 4, double alpha = 6) => Of(
        [("transformer_blocks.0.attn1.to_q", rank, alpha), ("transformer_blocks.0.attn1.to_k", rank, alpha), ("transformer_blocks.0.attn1.to_v", rank, alpha), ("transformer_blocks.0.attn1.to_out.0", rank, alpha)]);

    /// <summary>Mixed ranks and alphas, k left out, both halves of the modulation.</summary>
    public static LoraAdapter Mixed() => Of(
    [
        ("transformer_blocks.0.attn1.to_q", 3, 1.5), ("transformer_blocks.0.attn1.to_v", 5, 4), ("transformer_blocks.0.ff.net.0.proj", 2, 2),
        ("transformer_blocks.0.ff.net.2", 3, 0.3), ("transformer_blocks.0.norm1.linear", 2, 1), ("transformer_blocks.0.norm2.linear", 4, 1), ("proj_out", 2, 8),
        ("time_embedding.linear_1", 2, 1), ("norm_out.linear", 3, 1),
    ]);

    public static LoraAdapter Of(IReadOnlyList<(string Module, int Rank, double Alpha)> modules, ScalarType dtype = ScalarType.Float32)
    {
        using var noise = new NoiseSource(7, "adapter");
        return new LoraAdapter(LoraFormat.Diffusers, "sample", [.. modules.Select(m =>
        {
            var (site, rows) = DiffusersLoraNames.Find(m.Module)!.Value;
            var (inputs, outputs) = Sizes[m.Module];
            return new LoraPair
            {
                Site = site,
                Rows = rows,
                A = Draw(noise, [m.Rank, inputs], dtype),
                B = Draw(noise, [outputs, m.Rank], dtype),
                Alpha = m.Alpha,
                KeyA = $"{m.Module}.lora_A.weight",
                KeyB = $"{m.Module}.lora_B.weight",
            };
        })]);
    }

    /// <summary>Asserts that two adapters hold the same bits and alphas.</summary>
    public static void AssertSame(LoraAdapter actual, LoraAdapter expected)
    {
        Assert.That(actual.Pairs.Select(p => (p.Site, p.Rows, p.Alpha)), Is.EqualTo(expected.Pairs.Select(p => (p.Site, p.Rows, p.Alpha))));
        foreach (var (a, b) in actual.Pairs.Zip(expected.Pairs))
        {
            Assert.That(a.A.dtype, Is.EqualTo(b.A.dtype));
            Assert.That(a.A.shape, Is.EqualTo(b.A.shape));
            Assert.That(a.A.bytes.SequenceEqual(b.A.bytes) && a.B.bytes.SequenceEqual(b.B.bytes), $"{b.KeyA} has other bits");
        }
    }

    private static Tensor Draw(NoiseSource noise, long[] shape, ScalarType dtype)
    {
        using var draw = noise.Normal(shape, ScalarType.Float32, CPU);
        using var small = draw * 0.2;
        return small.to(dtype).clone();
    }
}
