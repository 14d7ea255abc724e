using Newtonsoft.Json;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Ema;
using SharpSat.Core.Training.Optimizers;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Runs;

/// <summary>The files of one checkpoint: weights, optimizer and state.</summary>
internal static class TrainingCheckpoint
{
    private const string OptimizerFile = "optimizer.safetensors";

    public static void Write(string folder, ICheckpointContent content, ParameterAverage? average, IReadOnlyDictionary<string, Tensor> optimizer, TrainState state)
    {
        WriteWeights(Path.Combine(folder, content.FileName), content);
        if (average is not null)
        {
            using var applied = average.Apply();
            WriteWeights(Path.Combine(folder, CheckpointInfo.AverageFile), content);
        }

        SafetensorsWriter.Write(Path.Combine(folder, OptimizerFile), optimizer.Select(t => (t.Key, t.Value)));
        DurableFiles.WriteText(Path.Combine(folder, TrainState.FileName), RunJson.Write(state));
    }

    public static void LoadWeights(CheckpointInfo checkpoint, ICheckpointContent content) =>
        Load(checkpoint, content, content.FileName, "resume with the kind of training that wrote it");

    public static void LoadAverages(CheckpointInfo checkpoint, ICheckpointContent content) =>
        Load(checkpoint, content, CheckpointInfo.AverageFile, "resume with trainer.ema_decay 0, as it was begun");

    public static void LoadOptimizer(CheckpointInfo checkpoint, IOptimizer optimizer)
    {
        using var source = SafetensorsFile.Open(Path.Combine(checkpoint.Folder, OptimizerFile));
        optimizer.Load(source);
    }

    public static TrainState ReadState(CheckpointInfo checkpoint)
    {
        var path = Path.Combine(checkpoint.Folder, TrainState.FileName);
        try
        {
            return RunJson.Read<TrainState>(File.ReadAllText(path));
        }
        catch (JsonException failure)
        {
            throw new InputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private static void WriteWeights(string path, ICheckpointContent content) =>
        SafetensorsWriter.Write(path, content.Tensors().Select(t => (t.Key, t.Value)), content.Metadata);

    private static void Load(CheckpointInfo checkpoint, ICheckpointContent content, string file, string remedy)
    {
        var path = Path.Combine(checkpoint.Folder, file);
        if (!File.Exists(path))
        {
            throw new InputException($"The checkpoint {checkpoint.Folder} has no {file}; {remedy}.");
        }

        using var source = SafetensorsFile.Open(path);
        content.Load(source);
    }
}
