using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;

namespace SharpSat.Video.Parity.Sat.CheckpointIo;

/// <summary>
/// SAT's words (sat/training/model_io.py) for what the library refuses in its own: the facts of the refusal must be the
/// recorded ones, down to the names and shapes and their order.
/// </summary>
internal static class SatLoadText
{
    public static string Of(SatLoadException refusal, JObject run, string modelClass) => refusal.Fault switch
    {
        SatLoadFault.NoLatest => "could not find the metadata file <path>/latest, please check --load",
        SatLoadFault.BadLatest => "error parsing metadata file <path>/latest",
        SatLoadFault.NoWeights => $"[Errno 2] No such file or directory: '<path>/{((string?)run["load"]?["latest"])?.Trim()}/{SatDirectory.WeightsFile}'",
        SatLoadFault.Shapes => $"Error(s) in loading state_dict for {modelClass}:{string.Concat(Sorted(refusal.Shapes, shape => shape.Name).Select(Shape))}",
        _ when (string?)run["args"]?["mode"] is "finetune" or "pretrain" => Python(refusal.Names),
        _ => $"Missing keys for inference: {Python(refusal.Names)}.\nIf you still want to inference anyway, pass --force_inference to args.",
    };

    private static string Shape(ShapeMismatch shape) =>
        $"\n\tsize mismatch for {shape.Name}: copying a param with shape {Python(shape.Stored)} from checkpoint, the shape in current model is {Python(shape.Model)}.";

    private static string Python(IEnumerable<string> names) => $"[{string.Join(", ", Sorted(names, name => name).Select(name => $"'{name}'"))}]";

    private static string Python(IReadOnlyList<long> shape) => $"torch.Size([{string.Join(", ", shape)}])";

    // SAT's models register their mixins before the transformer.
    private static IEnumerable<T> Sorted<T>(IEnumerable<T> items, Func<T, string> name) =>
        items.OrderBy(item => !name(item).StartsWith("mixins.", StringComparison.Ordinal));
}
