using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Observers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training;

/// <summary>A small regression with noise from named streams and the library's dropout: everything that a resume must repeat.</summary>
internal sealed class TinyProblem : IDisposable, ITrainingStep<Tensor>, ITrainingObserver
{
    private readonly LinearLayer _first = new(4, 8);
    private readonly LinearLayer _second = new(8, 1);

    private readonly bool _dropout;
    private readonly IProcessGroup _group;

    public TinyProblem(int batchSize = 2, bool noisy = true, bool dropout = true, IProcessGroup? group = null)
    {
        Noisy = noisy;
        _dropout = noisy && dropout;
        _group = group ?? new OneProcess();
        Model = new ModuleSequence<LinearLayer>([_first, _second]);
        using var noise = new NoiseSource(11, "init");
        Model.Materialize(noise, ScalarType.Float32, CPU);
        Loader = new DataLoader<Tensor, Tensor>(new Rows(), new ShuffledSampler(10, 1, _group.Rank, _group.Size), batchSize, items => stack(items), prefetch: 2);
    }

    public ModuleSequence<LinearLayer> Model { get; }

    public DataLoader<Tensor, Tensor> Loader { get; }

    public bool Noisy { get; }

    public List<StepReport> Reports { get; } = [];

    public List<string> Warnings { get; } = [];

    public string? NonFinite { get; init; }

    public Func<long, double> LossFactor { get; init; } = _ => 1;

    /// <summary>Added to the loss; null adds nothing.</summary>
    public Func<Tensor>? Extra { get; init; }

    public Action<long> AfterStep { get; init; } = _ => { };

    public TrainingParts<Tensor> Parts => new() { Model = Model, Step = this, Loader = Loader, Observers = [this], Group = _group };

    public StepResult ComputeLoss(Tensor batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        var x = Noisy ? batch + context.Noise["noise"].Normal(batch.shape, ScalarType.Float32, CPU).mul_(0.01) : batch;
        var hidden = _first.Forward(x).relu();
        hidden = _dropout ? nn.functional.dropout(hidden, 0.1, training: true) : hidden;
        var target_B1 = batch.sum(1, keepdim: true).sin();
        var loss = (_second.Forward(hidden) - target_B1).square().mean() * LossFactor(context.Step);
        if (Extra is not null)
        {
            loss = loss + Extra();
        }

        return new StepResult(loss.MoveToOuterDisposeScope())
        {
            NonFinite = NonFinite,
            Metrics = new Dictionary<string, double> { ["rows"] = batch.shape[0] },
        };
    }

    public void OnStep(StepReport report)
    {
        Reports.Add(report);
        AfterStep(report.Step);
    }

    public void OnWarning(string message) => Warnings.Add(message);

    public Dictionary<string, float[]> Weights() =>
        Model.NamedWeights().ToDictionary(w => w.Name, w => w.Weight.Value.data<float>().ToArray());

    public void Dispose()
    {
        Loader.Dispose();
        Model.Dispose();
    }

    private sealed class Rows : IDataSource<Tensor>
    {
        public int Count => 10;

        public Tensor Read(int index) => Read(index, new ItemDraw(0, 0, index));

        public Tensor Read(int index, ItemDraw draw)
        {
            using var fixedNoise = new NoiseSource(5, $"row{index}");
            using var augmentation = draw.CreateNoise("augmentation");
            using var jitter = augmentation.Uniform([4], CPU).mul_(0.001);
            return fixedNoise.Normal([4], ScalarType.Float32, CPU).add_(jitter);
        }
    }
}
