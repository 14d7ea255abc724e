using SharpSat.Benchmarks.Checkpoints;
using SharpSat.Core.Training.Memory;

namespace SharpSat.Benchmarks.Ratios.Files;

/// <summary>Opening a file of 2 GiB and mapping all its tensors over reading its bytes: time, and memory over the file's size.</summary>
internal static class OpenWeights
{
    private const int Chunk = 1 << 24;

    /// <summary>Both kinds of files.</summary>
    public static IEnumerable<RatioRow> Measure(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        try
        {
            return [.. new[] { "large.safetensors", "large.pt" }.SelectMany(name => Measure(Path.Combine(folder, name), rounds))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<RatioRow> Measure(string path, int rounds)
    {
        OpenLargeFile.Write(path);
        var size = FormattableString.Invariant($"{Path.GetExtension(path)}, 2 GiB");
        var buffer = new byte[Chunk];
        var times = Interleaved.Run([() => OpenLargeFile.ReadAll(path, copy: false), () => ReadBytes(path, buffer)], TimeSpan.MaxValue, rounds);
        yield return RatioRow.Of(new Target("open-weights, time over reading the bytes", "BFloat16", size, 0.05, 0.05), times, 0, 1);

        NativeHeap.GiveBack();
        var before = Environment.WorkingSet;
        var more = Math.Max(0, PeakMemory.Of(() => OpenLargeFile.ReadAll(path, copy: false)) - before);
        yield return RatioRow.Of(new Target("open-weights, memory over the file's size", "BFloat16", size, 0.005, 0.005), [more / (double)new FileInfo(path).Length]);
        File.Delete(path);
    }

    private static void ReadBytes(string path, byte[] buffer)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        while (stream.Read(buffer) > 0)
        {
        }
    }
}
