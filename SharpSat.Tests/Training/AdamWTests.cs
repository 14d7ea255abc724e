using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace SharpSat.Tests.Training;

public sealed class AdamWTests
{
    [Test]
    public void FirstStep_MovesByTheLearningRateAgainstTheSign()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(tensor(new[] { 1f, -2f, 3f }));
        using var optimizer = Create(p, weightDecay: 0);
        p.grad = tensor(new[] { 0.5f, -4f, 1e-3f });
        optimizer.Step(0.1);
        Assert.That(p.data<float>().ToArray(), Is.EqualTo(new[] { 0.9f, -1.9f, 2.9f }).Within(2e-6f));
    }

    [Test]
    public void TwoSteps_MatchAHandComputedUpdate()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(tensor(new[] { 2f }));
        using var optimizer = Create(p, weightDecay: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-3);
        var (value, mean, square) = (2.0, 0.0, 0.0);
        foreach (var (gradient, step) in new[] { (0.3, 1), (-0.7, 2) })
        {
            p.grad = tensor(new[] { (float)gradient });
            optimizer.Step(0.05);
            mean = (0.8 * mean) + (0.2 * gradient);
            square = (0.9 * square) + (0.1 * gradient * gradient);
            value -= 0.05 * 0.1 * value;
            value -= 0.05 * (mean / (1 - Math.Pow(0.8, step))) / (Math.Sqrt(square / (1 - Math.Pow(0.9, step))) + 1e-3);
        }

        Assert.That(p.item<float>(), Is.EqualTo(value).Within(1e-6));
    }

    [Test]
    public void FiftySteps_FollowTheLibrarysAdamW()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (start, target) = (randn([6, 4], generator: generator), randn([6, 4], generator: generator));
        var (ours, theirs) = (new Parameter(start.clone()), new Parameter(start.clone()));
        using var optimizer = Create(ours, weightDecay: 0.05, beta1: 0.9, beta2: 0.95);
        using var reference = optim.AdamW([theirs], 0.02, 0.9, 0.95, 1e-8, 0.05);
        for (var i = 0; i < 50; i++)
        {
            ours.grad = Gradient(ours, target);
            theirs.grad = Gradient(theirs, target);
            optimizer.Step(0.02);
            reference.step();
        }

        Assert.That((ours - theirs).abs().max().item<float>(), Is.LessThan(2e-6f));
        Assert.That((ours - start).abs().max().item<float>(), Is.GreaterThan(0.1f));
    }

    [Test]
    public void DecayInTheGradient_FollowsTheLibrarysAdam_NotAdamW()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (start, target) = (randn([6, 4], generator: generator), randn([6, 4], generator: generator));
        var (ours, theirs) = (new Parameter(start.clone()), new Parameter(start.clone()));
        var group = new ParameterGroup("g", [new NamedParameter("p", ours)], 0.2);
        using var optimizer = new AdamW([group], 0.9, 0.95, decay: WeightDecayKind.InGradient);
        using var reference = optim.Adam([theirs], 0.02, 0.9, 0.95, 1e-8, 0.2);
        for (var i = 0; i < 20; i++)
        {
            ours.grad = Gradient(ours, target);
            theirs.grad = Gradient(theirs, target);
            optimizer.Step(0.02);
            reference.step();
        }

        Assert.That((ours - theirs).abs().max().item<float>(), Is.LessThan(2e-6f));
    }

    [Test]
    public void WithoutAGradient_NothingChanges()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(tensor(new[] { 2f }));
        using var optimizer = Create(p, weightDecay: 0.5);
        optimizer.Step(0.1);
        Assert.That(p.item<float>(), Is.EqualTo(2f));
        Assert.That(optimizer.Save()["p.step"].item<long>(), Is.Zero);
    }

    [Test]
    public void LearningRateMultiplier_ScalesTheGroup()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(tensor(new[] { 0f }));
        using var optimizer = new AdamW([new ParameterGroup("g", [new NamedParameter("p", p)], 0, 0.1)]);
        p.grad = tensor(new[] { 1f });
        optimizer.Step(0.1);
        Assert.That(p.item<float>(), Is.EqualTo(-0.01f).Within(1e-7f));
    }

    [Test]
    public void Bfloat16Weight_KeepsFloat32MomentsAndRoundsOnce()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(tensor(new[] { 1f }).to(ScalarType.BFloat16));
        using var optimizer = Create(p, weightDecay: 0);
        p.grad = tensor(new[] { 1f }).to(ScalarType.BFloat16);
        optimizer.Step(0.25);
        Assert.That(p.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(optimizer.Save()["p.exp_avg"].dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(p.to(ScalarType.Float32).item<float>(), Is.EqualTo(0.75f));
    }

    [Test]
    public void OnePass_FollowsTheSeparateOperations_WhateverTheSize([Values(1, 7, 8, 1000, (1 << 15) + 5, 100_003)] int size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var start = randn([size, 2], generator: generator);
        // A transposed weight is not contiguous, so it takes the separate operations.
        var (whole, turned) = (new Parameter(start.clone()), new Parameter(start.t().contiguous().t()));
        Assert.That(turned.is_contiguous(), Is.EqualTo(size == 1));
        using var one = Create(whole, weightDecay: 0.1, beta1: 0.9, beta2: 0.95);
        using var other = Create(turned, weightDecay: 0.1, beta1: 0.9, beta2: 0.95);
        for (var i = 0; i < 4; i++)
        {
            whole.grad = randn([size, 2], generator: generator);
            turned.grad = whole.grad.clone();
            one.Step(0.01);
            other.Step(0.01);
        }

        Assert.That((whole - turned).abs().max().item<float>(), Is.LessThan(2e-6f));
        Assert.That((one.Save()["p.exp_avg_sq"] - other.Save()["p.exp_avg_sq"]).abs().max().item<float>(), Is.LessThan(1e-6f));
    }

    [Test]
    public void OnePass_GivesTheSameBits_WithAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var (start, gradient) = (randn([300_001], generator: generator), randn([300_001], generator: generator));
        var threads = get_num_threads();
        try
        {
            var results = new[] { 1, 2, 5 }.Select(count =>
            {
                set_num_threads(count);
                var p = new Parameter(start.clone());
                using var optimizer = Create(p, weightDecay: 0.1);
                p.grad = gradient.clone();
                optimizer.Step(0.01);
                return p.data<float>().ToArray();
            }).ToList();
            Assert.That(results[1], Is.EqualTo(results[0]));
            Assert.That(results[2], Is.EqualTo(results[0]));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static Tensor Gradient(Parameter p, Tensor target)
    {
        using var guard = no_grad();
        return (p - target) + (p * p * 0.1);
    }

    private static AdamW Create(
        Parameter p, double weightDecay, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new([new ParameterGroup("all", [new NamedParameter("p", p)], weightDecay)], beta1, beta2, epsilon);
}
