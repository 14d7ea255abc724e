using SharpSat.Core.Distributed;
using SharpSat.Core.Layers;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Tests.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed;

public sealed class DataParallelTests
{
    private const int Steps = 7;

    [Test, Combinatorial]
    public void SeveralProcesses_GiveLossesAndWeightsOfOne([Values(2, 4)] int size, [Values] bool shard)
    {
        using var folder = new RunFolder();
        var one = Train(folder.In("one"), 1, shard: false);
        var several = Train(folder.In("several"), size, shard);
        Assert.That(several[0].Losses, Is.EqualTo(one[0].Losses).Within(1e-6));
        foreach (var (name, weights) in one[0].Weights)
        {
            Assert.That(several[0].Weights[name], Is.EqualTo(weights).Within(2e-6f), name);
            Assert.That(several.Select(rank => rank.Weights[name]), Is.All.EqualTo(several[0].Weights[name]), $"{name}, all ranks alike");
        }
    }

    [Test]
    public void DividedOptimizer_WritesTheCheckpointOfAWholeOne_BitForBit()
    {
        using var folder = new RunFolder();
        Train(folder.In("whole"), 2, shard: false);
        Train(folder.In("divided"), 2, shard: true);
        foreach (var file in new[] { "model.safetensors", "optimizer.safetensors", "ema.safetensors", "state.json" })
        {
            var path = Path.Combine("checkpoints", "step-000007", file);
            Assert.That(File.ReadAllBytes(folder.In(Path.Combine("divided", path))), Is.EqualTo(File.ReadAllBytes(folder.In(Path.Combine("whole", path)))), file);
        }
    }

    [Test]
    public void Resume_WithAnotherNumberOfProcesses_GoesOnAsOneWould()
    {
        using var folder = new RunFolder();
        var straight = Train(folder.In("straight"), 1, shard: false, steps: Steps + 4);
        Train(folder.In("changing"), 4, shard: true);
        var resumed = Train(folder.In("changing"), 2, shard: true, steps: Steps + 4, resume: true);
        Assert.That(resumed[0].Losses, Is.EqualTo(straight[0].Losses.Skip(Steps)).Within(1e-6));
        foreach (var (name, weights) in straight[0].Weights)
        {
            Assert.That(resumed[0].Weights[name], Is.EqualTo(weights).Within(2e-6f), name);
        }
    }

    [Test]
    public void StopAskedOfOne_StopsAllAfterTheSameStep()
    {
        using var folder = new RunFolder();
        var last = new long[2];
        ThreadGroup.Run(2, group =>
        {
            using var stop = new CancellationTokenSource();
            using var problem = new TinyProblem(dropout: false, group: group)
            {
                AfterStep = step =>
                {
                    last[group.Rank] = step;
                    if (step == 3 && group.Rank == 1)
                    {
                        stop.Cancel();
                    }
                },
            };
            Assert.That(
                () => new Trainer<Tensor>(Config(folder.Path, 1, shard: false, 50), problem.Parts).Run(stop: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        });
        Assert.That(last[0], Is.EqualTo(last[1]).And.InRange(3, 4));
        Assert.That(folder.Checkpoints().Single(), Is.EqualTo($"step-00000{last[0]}"));
    }

    [Test]
    public void Gradient_ThatSomeProcessesLack_CountsAsZeroThere_AndOneThatNobodyHasStaysAway() => ThreadGroup.Run(2, group =>
    {
        using var scope = NewDisposeScope();
        var parameters = Enumerable.Range(0, 3).Select(_ => new Parameter(zeros(2))).ToList();
        parameters[0].grad = full([2], 1.0 + group.Rank);
        if (group.Rank == 1)
        {
            parameters[1].grad = full([2], 8.0);
        }

        GradientAverage.Apply(parameters, group);
        Assert.That(parameters[0].grad!.data<float>().ToArray(), Is.All.EqualTo(1.5f));
        Assert.That(parameters[1].grad!.data<float>().ToArray(), Is.All.EqualTo(4f));
        Assert.That(parameters[2].grad, Is.Null);
    });

    [Test]
    public void ShortGradients_AreAddedInFloat32() => ThreadGroup.Run(4, group =>
    {
        // In bfloat16 256 + 1 is 256 again, and the mean would be 64.
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(3, ScalarType.BFloat16));
        parameter.grad = full([3], group.Rank == 0 ? 256 : 1, ScalarType.BFloat16);
        GradientAverage.Apply([parameter], group);
        Assert.That(parameter.grad!.to(ScalarType.Float32).data<float>().ToArray(), Is.All.GreaterThan(64.4f));
    });

    [Test]
    public void Environment_TellsHowManyProcessesThereWere()
    {
        using var folder = new RunFolder();
        Train(folder.In("several"), 2, shard: false, steps: 1);
        Assert.That(File.ReadAllText(folder.In("several", "environment.json")), Does.Contain("\"processes\": 2"));
    }

    [Test]
    public void WeightsThatDrifted_AreNamed() => ThreadGroup.Run(3, group =>
    {
        using var scope = NewDisposeScope();
        var parameters = new[] { "a", "b" }.Select(name => new NamedParameter(name, new Parameter(ones(4)))).ToList();
        WeightAgreement.Require(parameters, group, 5);
        if (group.Rank == 2)
        {
            using var guard = no_grad();
            ((Tensor)parameters[1].Value).add_(1e-6);
        }

        Assert.That(
            () => WeightAgreement.Require(parameters, group, 6),
            Throws.InvalidOperationException.With.Message.StartsWith("After step 6 the processes' weights differ in 1 of 2 parameters, first 'b'"));
    });

    [Test]
    public void DividedOptimizer_KeepsAPartOfTheState()
    {
        var bytes = new long[4];
        ThreadGroup.Run(4, group =>
        {
            using var model = new ModuleSequence<LinearLayer>([.. Enumerable.Range(0, 8).Select(_ => new LinearLayer(32, 32, bias: false))]);
            using var noise = new SharpSat.Core.Tensors.NoiseSource(1, "init");
            model.Materialize(noise, ScalarType.Float32, CPU);
            using var divided = new ShardedOptimizer(ParameterGroups.Build(model), groups => new SharpSat.Core.Training.Optimizers.AdamW(groups), group);
            using var whole = new SharpSat.Core.Training.Optimizers.AdamW(ParameterGroups.Build(model));
            Assert.That(divided.StateBytes, Is.EqualTo(whole.StateBytes));
            bytes[group.Rank] = divided.OwnStateBytes;
        });
        Assert.That(bytes, Is.All.EqualTo(2 * ((2 * 4 * 32 * 32) + 8)), "two of eight layers each");
    }

    [Test]
    public void Start_SaysWhatThisProcesssOptimizerTakes()
    {
        using var folder = new RunFolder();
        var bytes = new long[2];
        ThreadGroup.Run(2, group =>
        {
            using var problem = new TinyProblem(2, group: group);
            new Trainer<Tensor>(Config(folder.In("run"), 2, shard: true, 1), problem.Parts with { Observers = [new Begun(start => bytes[group.Rank] = start.OptimizerBytes)] }).Run();
        });
        using var alone = new TinyProblem();
        var whole = 0L;
        new Trainer<Tensor>(Config(folder.In("alone"), 2, shard: true, 1), alone.Parts with { Observers = [new Begun(start => whole = start.OptimizerBytes)] }).Run();
        Assert.That(bytes, Is.All.GreaterThan(0).And.All.LessThan(whole));
        Assert.That(bytes.Sum(), Is.EqualTo(whole));
    }

    [Test]
    public void Draws_AreTheRowsThatOneProcessWouldDraw()
    {
        using var scope = NewDisposeScope();
        using var one = new NoiseStreams(9);
        var whole = one["noise"].Normal([6, 2], ScalarType.Float32, CPU);
        for (var rank = 0; rank < 3; rank++)
        {
            using var shared = new NoiseStreams(9, new BatchShare(2, rank, 3));
            var rows = shared["noise"].Normal([2, 2], ScalarType.Float32, CPU);
            Assert.That(rows.data<float>().ToArray(), Is.EqualTo(whole[TensorIndex.Slice(rank, null, 3)].contiguous().data<float>().ToArray()));
            Assert.That(shared.Save()["noise"], Is.EqualTo(one.Save()["noise"]), "the streams stand alike");
        }
    }

    private static TrainerConfig Config(string path, int batch, bool shard, long steps) => new()
    {
        RunDir = path, MaxSteps = steps, BatchSize = batch, Lr = 0.02, WeightDecay = 0.1, Accumulation = 2, EmaDecay = 0.9, ShardOptimizer = shard, SaveEvery = 0,
    };

    private static (double[] Losses, Dictionary<string, float[]> Weights)[] Train(string path, int size, bool shard, long steps = Steps, bool resume = false)
    {
        var results = new (double[], Dictionary<string, float[]>)[size];
        ThreadGroup.Run(size, group =>
        {
            using var problem = new TinyProblem(4 / size, dropout: false, group: group);
            new Trainer<Tensor>(Config(path, 4 / size, shard, steps) with { Schedule = "constant" }, problem.Parts).Run(resume);
            results[group.Rank] = ([.. problem.Reports.Select(r => r.Loss)], problem.Weights());
        });
        return results;
    }

    private sealed class Begun(Action<TrainingStart> saw) : ITrainingObserver
    {
        public void OnStart(TrainingStart start) => saw(start);
    }
}
