using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.TorchPickle;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.CheckpointIo;

/// <summary>Op <c>read_pickle</c>: every tensor under <c>module</c> bit for bit, with its type and shape, and the plain values beside it.</summary>
internal static class SatPickleReplay
{
    public static void Replay(ParityCase parity, JObject run, ParityRecorder recorder)
    {
        using var file = TorchFile.Open(parity.PathOf((string)run["file"]!));
        var source = (string?)run["same_as"] is { } other ? parity.Runs.First(r => (string?)r["name"] == other) : run;
        var expect = (JObject)source["expect"]!;
        ParityOptions.RequireKnown(expect, "expect", "module", "module_equals_file");
        var only = (run["only_keys"] as JArray)?.Select(key => (string)key!).ToHashSet(StringComparer.Ordinal);
        if (expect["module"] is JObject tensors)
        {
            using var module = file.Weights("module");
            foreach (var (key, name) in tensors)
            {
                if (only?.Contains(key) != false)
                {
                    Compare(key, (string)name!, parity.Tensor((string)name!), module, recorder);
                }
            }
        }

        if ((string?)expect["module_equals_file"] is { } path)
        {
            using var module = file.Weights("module");
            using var equal = parity.Weights(path);
            var names = equal.Entries.Keys.Where(key => only?.Contains(key) != false).ToList();
            recorder.Value("module_keys", path, new JArray(names.Order(StringComparer.Ordinal)), new JArray(module.Entries.Keys.Where(key => only?.Contains(key) != false).Order(StringComparer.Ordinal)));
            names.ForEach(key => Compare(key, key, equal.Read(key), module, recorder));
        }

        foreach (var (key, value) in run["expect_json"] as JObject ?? [])
        {
            recorder.Value("values", key, value, file.Root is TorchDictionary top && top.TryGet(key, out var found) ? TorchPlain.Of(found) : null);
        }
    }

    private static void Compare(string key, string recordedName, Tensor recorded, IWeightSource module, ParityRecorder recorder)
    {
        using var scope = NewDisposeScope();
        if (!module.Entries.TryGetValue(key, out var entry))
        {
            recorder.Fail("module", $"there is no tensor '{key}'");
            return;
        }

        var actual = module.Read(key);
        recorder.Value("dtype", key, recorded.dtype.ToString(), actual.dtype.ToString());
        recorder.Value("dtype", $"{key} (before it is read)", recorded.dtype.ToString(), entry.Dtype.ToString());
        recorder.Compare("module", recordedName, recorded, actual);
        recorder.Require("bits", actual.contiguous().bytes.SequenceEqual(recorded.contiguous().bytes), $"'{key}' has other bits");
    }
}
