using SharpSat.Core.Data;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Memory;

/// <summary>
/// What a run takes whatever it trains: code is compiled and libraries are read when they are first needed (backward
/// pass, optimizer, checkpoint, curves), and they stay in memory.
/// </summary>
public static class TrainerMemory
{
    private const int Width = 4;

    /// <summary>Trains and saves a layer of a few numbers in a folder of its own, which is deleted; what is measured after that counts all of it.</summary>
    /// <param name="threads">Threads of the tensor library; 0 leaves its own choice.</param>
    public static void Load(int threads = 0)
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat-estimate-").FullName;
        try
        {
            using var layer = new LinearLayer(Width, 1);
            using var noise = new NoiseSource(0, "estimate");
            layer.Materialize(noise, ScalarType.Float32, CPU);
            using var rows = new Rows();
            var config = new TrainerConfig { RunDir = folder, MaxSteps = 3, EmaDecay = 0.9, Threads = threads };
            new Trainer<Tensor>(config, new TrainingParts<Tensor> { Model = layer, Step = new Square(layer), Loader = rows }).Run();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Square(LinearLayer layer) : ITrainingStep<Tensor>
    {
        public StepResult ComputeLoss(Tensor batch, StepContext context) => new(layer.Forward(batch).square().mean());
    }

    private sealed class Rows : IBatchLoader<Tensor>
    {
        public int BatchSize => 1;

        public TimeSpan WaitTime => TimeSpan.Zero;

        public Tensor Next() => ones(1, Width);

        public SamplerState Save() => new(ItemCount: 1, Epoch: 0, Position: 0);

        public void Restore(SamplerState state)
        {
        }

        public void Dispose()
        {
        }
    }
}
