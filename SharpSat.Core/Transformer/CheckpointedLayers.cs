using SharpSat.Core.Context;
using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Transformer;

/// <summary>
/// A stretch of layers that keeps only its inputs for the backward pass and runs again there, with the same draws.
/// Inputs are the hidden states and every tensor in the mask and the context; outputs are the hidden states and every
/// tensor the layers left in the context. Reference: SwissArmyTransformer sat/model/transformer.py.
/// </summary>
internal sealed class CheckpointedLayers
{
    private readonly IReadOnlyList<TransformerLayer> _layers;
    private readonly AttentionMask _mask;
    private readonly ForwardContext _start;
    private readonly byte[]? _noiseState;

    private CheckpointedLayers(IReadOnlyList<TransformerLayer> layers, AttentionMask mask, ForwardContext context)
    {
        _layers = layers;
        _mask = mask;
        _start = context.Fork(t => t, null);
        _noiseState = context is { Training: true, Noise: not null } ? Rewindable(context.Noise).SaveState() : null;
    }

    /// <summary>Runs all layers, in stretches of the configured length; the last ones plainly, as configured.</summary>
    public static Tensor Forward(
        TransformerConfig config, IReadOnlyList<TransformerLayer> layers, Tensor x_BSE, AttentionMask mask, ForwardContext context)
    {
        for (var start = 0; start < layers.Count; start += config.CheckpointNumLayers)
        {
            var stretch = layers.Skip(start).Take(config.CheckpointNumLayers).ToList();
            x_BSE = start + config.CheckpointSkipLayers >= layers.Count
                ? BaseTransformer.Run(stretch, x_BSE, mask, context)
                : new CheckpointedLayers(stretch, mask, context).Forward(x_BSE, context);
        }

        return x_BSE;
    }

    /// <summary>The second run: recorded for autograd if that is on, with the draws of the first one.</summary>
    public List<Tensor> Repeat(IReadOnlyList<Tensor> inputs, DisposeScope scope)
    {
        if (_noiseState is null)
        {
            return Run(inputs, scope).Outputs;
        }

        var noise = Rewindable(_start.Noise!);
        var now = noise.SaveState();
        noise.RestoreState(_noiseState);
        var outputs = Run(inputs, scope).Outputs;
        noise.RestoreState(now);
        return outputs;
    }

    private Tensor Forward(Tensor x_BSE, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var inputs = new List<Tensor> { x_BSE };
        _mask.MapTensors(Add);
        _start.Fork(Add, null);

        // Recorded like the second run and then cut off: kernels are chosen by what needs gradients, so a run without any
        // could round otherwise than the one whose gradients count.
        var cut = inputs.ConvertAll(t => t.detach().requires_grad_(t.requires_grad));
        var (outputs, ran) = Run(cut, scope);
        var results = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (mine, given) in cut.Zip(inputs))
        {
            results[mine] = given;
        }

        foreach (var (output, result) in outputs.Zip(LayerCheckpoint.Apply(this, inputs, outputs.ConvertAll(t => t.detach()))))
        {
            results[output] = context.Keep(result);
        }

        context.Adopt(ran, t => results.GetValueOrDefault(t, t));
        return results[outputs[0]];

        Tensor Add(Tensor t)
        {
            inputs.Add(t);
            return t;
        }
    }

    private (List<Tensor> Outputs, ForwardContext Context) Run(IReadOnlyList<Tensor> inputs, DisposeScope? scope)
    {
        var next = 1;
        var mask = (AttentionMask)_mask.MapTensors(Next);
        var context = _start.Fork(Next, scope);
        var outputs = new List<Tensor> { BaseTransformer.Run(_layers, inputs[0], mask, context) };
        var known = new HashSet<Tensor>(inputs.Concat(outputs), ReferenceEqualityComparer.Instance);
        context.LayerOutputs.ForEach(bag => bag.Map(Collect));
        context.Fork(Collect, null);
        return (outputs, context);

        Tensor Next(Tensor replaced) => inputs[next++];

        Tensor Collect(Tensor t)
        {
            if (known.Add(t))
            {
                outputs.Add(t);
            }

            return t;
        }
    }

    private static IRewindableNoise Rewindable(INoiseSource noise) => noise as IRewindableNoise
        ?? throw new InvalidOperationException(
            $"Activation checkpointing repeats a layer's draws, but {noise.GetType().Name} is no IRewindableNoise; use NoiseSource, or switch checkpoint_activations off.");
}
