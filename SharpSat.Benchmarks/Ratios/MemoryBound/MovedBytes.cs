using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels.Activations;
using SharpSat.Core.Tensors.Kernels.Heads;
using SharpSat.Mixins.Modulation;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.MemoryBound;

/// <summary>
/// The kernels between the matrix products over in-place additions that move the same bytes: what they read and write at least.
/// </summary>
internal static class MovedBytes
{
    private const int Text = 226;

    /// <summary>The kernels of one block's forward pass.</summary>
    /// <param name="width">Hidden size.</param>
    /// <param name="tokens">Tokens, text included.</param>
    /// <param name="dtype">Type of the numbers.</param>
    public static IEnumerable<(string Name, Func<Contest> Prepare)> Of(int width, int tokens, ScalarType dtype)
    {
        yield return ("norm-modulate", () => NormAndModulate(width, tokens, dtype));
        yield return ("gated-residual", () => GatedResidual(width, tokens, dtype));
        yield return ("head-norm-rotate", () => Heads(width, tokens, dtype));
        yield return ("tanh-gelu", () => Gelu(width, tokens, dtype));
    }

    private static Contest NormAndModulate(int width, int tokens, ScalarType dtype)
    {
        var (noise, split) = (new NoiseSource(1, "benchmark"), new TokenSplit(Text, tokens - Text));
        var norm = new LayerNormLayer(width, 1e-5);
        norm.Materialize(noise, dtype, CPU);
        Tensor x_BSE = noise.Normal([1, tokens, width], dtype, CPU), values_BP = noise.Normal([1, 12 * width], dtype, CPU);
        return Beside("norm-modulate", x_BSE, 2, () => split.Modulate(norm, x_BSE, values_BP, shift: new(6, 0), scale: new(7, 1)), [noise, norm, values_BP]);
    }

    private static Contest GatedResidual(int width, int tokens, ScalarType dtype)
    {
        var (noise, split) = (new NoiseSource(1, "benchmark"), new TokenSplit(Text, tokens - Text));
        Tensor x_BSE = noise.Normal([1, tokens, width], dtype, CPU), branch_BSE = noise.Normal([1, tokens, width], dtype, CPU);
        var values_BP = noise.Normal([1, 12 * width], dtype, CPU);
        return Beside("gated-residual", x_BSE, 3, () => split.AddGated(x_BSE, branch_BSE, values_BP, gate: new(8, 2)), [noise, branch_BSE, values_BP]);
    }

    private static Contest Heads(int width, int tokens, ScalarType dtype)
    {
        const int Size = 64;
        var noise = new NoiseSource(1, "benchmark");
        var norm = new LayerNormLayer(Size, 1e-6);
        norm.Materialize(noise, dtype, CPU);
        var qkv_BSE = noise.Normal([1, tokens, 3 * width], dtype, CPU);
        var query_BNSD = qkv_BSE.narrow(2, 0, width).unflatten(2, [-1, Size]).transpose(1, 2);
        var turn = new HeadTurn(noise.Normal([tokens, Size], ScalarType.Float32, CPU), noise.Normal([tokens, Size], ScalarType.Float32, CPU));
        return Beside("head-norm-rotate", query_BNSD, 2, () => HeadKernel.Apply(query_BNSD, HeadNorm.Of(norm), turn), [noise, norm, qkv_BSE, turn.Cos_SD, turn.Sin_SD]);
    }

    private static Contest Gelu(int width, int tokens, ScalarType dtype)
    {
        var noise = new NoiseSource(1, "benchmark");
        var x_BSF = noise.Normal([1, tokens, 4 * width], dtype, CPU);
        return Beside("tanh-gelu", x_BSF, 2, () => TanhGelu.Apply(x_BSF), [noise]);
    }

    // An in-place addition of a number moves two times its tensor.
    private static Contest Beside(string name, Tensor x, int moved, Func<Tensor> run, IReadOnlyList<IDisposable> owned)
    {
        var same = zeros(x.numel() * moved / 2, x.dtype);
        return new Contest(new Target(name, x.dtype.ToString(), $"[{string.Join(", ", x.shape)}]"), () => Once(run), () => Once(() => same.add_(1)), [], [x, same, .. owned]);
    }

    private static void Once(Func<Tensor> run)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        run();
    }
}
