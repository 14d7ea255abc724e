using Newtonsoft.Json;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Core.Training.Optimizers;

namespace SharpSat.Core.Training.Runs;

/// <summary>The files of one checkpoint: weights, optimizer and state.</summary>
internal static class TrainingCheckpoint
{
    private const string OptimizerFile = "optimizer.safetensors";

    public static void Write(string folder, ICheckpointContent content, IOptimizer optimizer, TrainState state)
    {
        SafetensorsWriter.Write(Path.Combine(folder, content.FileName), content.Tensors().Select(t => (t.Key, t.Value)), content.Metadata);
        SafetensorsWriter.Write(Path.Combine(folder, OptimizerFile), optimizer.Save().Select(t => (t.Key, t.Value)));
        DurableFiles.WriteText(Path.Combine(folder, TrainState.FileName), RunJson.Write(state));
    }

    public static void LoadWeights(CheckpointInfo checkpoint, ICheckpointContent content)
    {
        var path = Path.Combine(checkpoint.Folder, content.FileName);
        if (!File.Exists(path))
        {
            throw new InputException(
                $"The checkpoint {checkpoint.Folder} has no {content.FileName}; resume with the kind of training that wrote it.");
        }

        using var source = SafetensorsFile.Open(path);
        content.Load(source);
    }

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
}
