using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels;
using SharpSat.Mixins.LowRank;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>
/// Forward and backward pass of a block in training beside the same products both ways: of all weights, or of LoRA factors on
/// qkv and dense with the base frozen. Beside a small one, the same block with the plain operations in place of the fused kernels.
/// </summary>
internal static class BlockStep
{
    private const int LargeWidth = 1024;

    /// <summary>Sets the contest up.</summary>
    public static Contest Prepare(BlockSize size, ScalarType dtype, int loraRank)
    {
        var subject = new BlockSubject(size, dtype);
        if (loraRank > 0)
        {
            subject.Model.Freeze();
            using var noise = new NoiseSource(6, "lora");
            var lora = new LoraMixin(new LoraParams { Rank = loraRank }, subject.Model);
            lora.Materialize(noise, dtype, CPU);
            subject.Model.Add("lora", lora);
        }

        var ceiling = new BlockProducts(subject, loraRank);
        var x_BSE = subject.X_BSE.detach().requires_grad_(true);
        var gradient_BSE = randn(x_BSE.shape).to(dtype);
        var name = loraRank > 0 ? "lora-step" : "block-step";

        // The limits are set for real widths; a small network's products are too short to set the pace.
        var (goal, least) = size.Width < LargeWidth ? ((double?)null, (double?)null) : loraRank > 0 ? (1.15, 1.30) : (1.20, 1.40);
        return new Contest(
            new Target(name, dtype.ToString(), loraRank > 0 ? $"{size}, rank {loraRank}" : size.ToString(), goal, least),
            Step,
            Ceiling,
            size.Width < LargeWidth ? [new Peer("plain operations", Plain)] : [],
            [ceiling, subject, x_BSE, gradient_BSE]) { IsLong = size.Width >= LargeWidth };

        void Step()
        {
            using var scope = NewDisposeScope();
            subject.Forward(x_BSE).backward([gradient_BSE]);
            x_BSE.grad = null;
            foreach (var parameter in subject.Model.parameters())
            {
                parameter.grad = null;
            }
        }

        void Ceiling()
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            ceiling.ForwardAndBackward();
        }

        void Plain()
        {
            KernelChoice.Kind = KernelKind.Plain;
            Step();
            KernelChoice.Kind = KernelKind.Fused;
        }
    }
}
