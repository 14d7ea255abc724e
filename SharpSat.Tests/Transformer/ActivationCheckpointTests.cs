using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Parity.Sat.BuiltIn;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Transformer;

/// <summary>Layers that run again in the backward pass give the same numbers as layers that keep everything.</summary>
public sealed class ActivationCheckpointTests
{
    private static readonly TransformerConfig Config = new()
    {
        NumLayers = 4, HiddenSize = 16, NumAttentionHeads = 2, VocabSize = 9, MaxSequenceLength = 6,
    };

    private static readonly ContextKey<Tensor> Time = new("time", "the test");
    private static readonly ContextKey<Tensor> Carry = new("carry", "the layer before");

    [TestCase(1, 0)]
    [TestCase(2, 0)]
    [TestCase(3, 1)]
    [TestCase(1, 2)]
    public void Dropouts_DropPathAndExperts_RepeatTheirDraws(int numLayers, int skipLayers) => AssertSame(
        Config with { EmbeddingDropout = 0.1, AttentionDropout = 0.2, OutputDropout = 0.3, DropPath = 0.4, NumExperts = 3 },
        c => c with { CheckpointNumLayers = numLayers, CheckpointSkipLayers = skipLayers });

    [Test]
    public void LoraOnAFrozenModel_GetsTheSameGradients() => AssertSame(Config with { OutputDropout = 0.2 }, c => c, model =>
    {
        model.Transformer.Freeze();
        var lora = new LoraMixin(new LoraParams { Rank = 2, Alpha = 4, Dropout = 0.3 }, model);
        using var noise = new NoiseSource(11, "lora");
        foreach (var (_, weight) in lora.NamedWeights())
        {
            weight.Assign(noise.Normal([.. weight.Shape], ScalarType.Float64, CPU).DetachFromDisposeScope());
        }

        model.Add("lora", lora);
    });

    [Test]
    public void GradientsThroughTheContext_AreKept() => AssertSame(Config, c => c with { CheckpointNumLayers = 2 }, model =>
        model.Add("timed", new LambdaMixin(hooks => hooks.Wrap(TransformerHooks.LayerForward, (args, context, next) =>
        {
            var carried = context.FromPreviousLayer.TryGet(Carry, out var before) ? before : context.Get(Time);
            var y = next(args, context) * context.Get(Time) + carried;
            context.ToNextLayer.Set(Carry, context.Keep(y.mean([1], keepdim: true)));
            context.ThisLayer.Set(Carry, context.Keep(y.square()));
            return y;
        }))), passesOn: true);

    [Test]
    public void Decoder_PassesGradientsToTheEncoder() => AssertSame(
        Config with { DecoderLayers = [true], LayerNormOrder = LayerNormOrder.Post, OutputDropout = 0.1 }, c => c);

    [Test]
    public void WithoutGradients_LayersRunOnce()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var runs = 0;
        using var model = NewModel(Config with { CheckpointActivations = true }, m => m.Add("count", Counter(() => runs++)));
        var y = model.Forward(Inputs(), new ForwardContext { Training = true, Noise = new Unrepeatable() });
        Assert.That((runs, y.requires_grad), Is.EqualTo((4, false)));
    }

    [Test]
    public void NoiseThatCannotBeRepeated_IsRefusedByName()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel(Config with { CheckpointActivations = true });
        var error = Assert.Throws<InvalidOperationException>(() =>
            model.Forward(Inputs(), new ForwardContext { Training = true, Noise = new Unrepeatable() }))!;
        Assert.That(error.Message, Does.Contain(nameof(Unrepeatable)).And.Contain("IRewindableNoise"));
    }

    [Test]
    public void TooManySkippedLayers_AreRefused()
    {
        var error = Assert.Throws<InputException>(() => (Config with { CheckpointNumLayers = 3, CheckpointSkipLayers = 2 }).Validate())!;
        Assert.That(error.Message, Does.Contain("checkpoint_skip_layers 2 from 0 to 1"));
    }

    [Test]
    public void Memory_HoldsInputsOnly_AndNothingIsLeftBehind()
    {
        var runs = 0;
        using var model = NewModel(Config with { CheckpointActivations = true }, m => m.Add("count", Counter(() => runs++)));
        Step(model);

        // What other tests left to finalizers must not be counted down meanwhile.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var live = Tensor.TotalCount;
        for (var i = 0; i < 5; i++)
        {
            Step(model);
        }

        Assert.That(runs, Is.EqualTo(6 * 2 * 4), "each layer runs forward and again");
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(live));

        static void Step(BaseModel model)
        {
            using var scope = NewDisposeScope();
            model.Forward(Inputs(), new ForwardContext()).square().mean().backward();
        }
    }

    // Bit for bit, but for sums of three and more gradients, which meet in another order: those of a state that the loss
    // looks at too, or that layers pass on in several ways.
    private static void AssertSame(TransformerConfig config, Func<TransformerConfig, TransformerConfig> options, Action<BaseModel>? change = null, bool passesOn = false)
    {
        Compare(looksInside: false, bits: !passesOn);
        Compare(looksInside: true, bits: false);

        void Compare(bool looksInside, bool bits)
        {
            using var scope = NewDisposeScope();
            var (expected, expectedDraw) = Run(config, change, looksInside);
            var (actual, draw) = Run(options(config) with { CheckpointActivations = true }, change, looksInside);
            Assert.That(actual.Keys, Is.EqualTo(expected.Keys));
            Assert.That(draw, Is.EqualTo(expectedDraw), "the stream goes on where it was");
            Assert.That(actual, Has.Count.GreaterThan(4));
            foreach (var (name, value) in actual)
            {
                var tolerance = bits ? 0 : 1e-12 * (1 + expected[name].abs().max().ToDouble());
                Assert.That((value - expected[name]).abs().max().ToDouble(), Is.LessThanOrEqualTo(tolerance), name);
            }
        }
    }

    // Output, every gradient there is, and the next draw.
    private static (Dictionary<string, Tensor> Values, float Draw) Run(TransformerConfig config, Action<BaseModel>? change, bool looksInside)
    {
        using var model = NewModel(config, change);
        using var noise = new NoiseSource(5, "dropout");
        using var raw = new NoiseSource(6, "inputs");
        var time = raw.Normal([2, 1, 16], ScalarType.Float64, CPU).requires_grad_(true);
        var encoder = raw.Normal([2, 3, 16], ScalarType.Float64, CPU).requires_grad_(true);
        var context = new ForwardContext { Training = true, Noise = noise, OutputHiddenStates = true };
        context.Set(Time, time * 0.5);
        context.Set(TransformerContext.Encoder_BSE, encoder * 2);
        using (var inner = NewDisposeScope())
        {
            context.Set(TransformerContext.CrossAttentionMask, AttentionMask.Of(tensor(new float[,] { { 1, 0, 1 } })));
            var y = model.Forward(Inputs(), context).MoveToOuterDisposeScope();
            context.MoveOutputsToOuterScope();
            context.Set(Carry, y);
        }

        var loss = context.Get(Carry).square().mean();
        if (looksInside)
        {
            loss += context.LayerOutputs[1].Get(ForwardContext.HiddenStates).mean();
        }

        if (context.LayerOutputs[2].TryGet(Carry, out var left))
        {
            loss += left.mean();
        }

        loss.backward();
        var values = new Dictionary<string, Tensor> { ["output"] = context.Get(Carry).detach() };
        foreach (var (name, weight) in model.NamedWeights().Where(w => w.Weight.Value.grad is not null))
        {
            values[name] = weight.Value.grad!.clone();
        }

        foreach (var (name, leaf) in new[] { ("time", time), ("encoder", encoder) }.Where(l => l.Item2.grad is not null))
        {
            values[name] = leaf.grad!;
        }

        return (values, noise.Uniform([1], CPU).item<float>());
    }

    private static LambdaMixin Counter(Action count) => new(hooks => hooks.Wrap(TransformerHooks.LayerForward, (args, context, next) =>
    {
        count();
        return next(args, context);
    }));

    private static TransformerInputs Inputs() => new()
    {
        InputIds = tensor(new long[,] { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } }),
        PositionIds = arange(4, ScalarType.Int64),
        Mask = AttentionMask.Causal,
    };

    private static BaseModel NewModel(TransformerConfig config, Action<BaseModel>? change = null)
    {
        var model = new BaseModel(config with { InitStd = 0.2 });
        using var noise = new NoiseSource(3, "init");
        model.Materialize(noise, ScalarType.Float64, CPU);
        change?.Invoke(model);
        return model;
    }

    private sealed class Unrepeatable : INoiseSource
    {
        public Tensor Normal(long[] shape, ScalarType dtype, Device device) => zeros(shape, dtype, device);

        public Tensor Uniform(long[] shape, Device device) => zeros(shape, device: device);

        public Tensor Integers(long low, long high, long[] shape, Device device) => zeros(shape, ScalarType.Int64, device);

        public Tensor Bernoulli(double probability, long[] shape, Device device) => ones(shape, device: device);
    }
}
