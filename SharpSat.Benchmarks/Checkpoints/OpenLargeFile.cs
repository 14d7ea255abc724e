using System.Diagnostics;
using System.Globalization;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Checkpoints;

/// <summary>
/// Opens weight files of 2 GiB beside a plain copy of the same files: time, and how far the process's peak memory rises. It
/// is no BenchmarkDotNet suite, because the memory counts, not the mean of many runs.
/// </summary>
internal static class OpenLargeFile
{
    private const int Tensors = 8;
    private const long TensorBytes = 256L << 20;

    /// <summary>Writes the files to a temporary folder (4 GiB, and 2 more for the copy), measures, and removes them.</summary>
    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        try
        {
            Console.WriteLine("| file | what | ms | peak memory, MiB more |");
            Console.WriteLine("|---|---|---|---|");
            foreach (var name in new[] { "large.safetensors", "large.pt" })
            {
                var path = Path.Combine(folder, name);
                Measure(name, "write", () => Write(path));
                WeightFiles.Open(path).Dispose();
                Measure(name, "open", () => WeightFiles.Open(path).Dispose());
                Measure(name, "open, read every tensor (mapped)", () => ReadAll(path, copy: false));
                Measure(name, "open, read and copy every tensor, all kept", () => ReadAll(path, copy: true));
                Measure(name, "plain copy into memory", () => CopyToMemory(path));
                Measure(name, "plain copy to a file", () => File.Copy(path, path + ".copy"));
                File.Delete(path + ".copy");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes a file of 2 GiB, of the format that its name says.</summary>
    public static void Write(string path)
    {
        using var scope = NewDisposeScope();
        var block = zeros([1024, TensorBytes / 2048], ScalarType.BFloat16);
        var named = Enumerable.Range(0, Tensors).Select(i => ($"w{i}", block)).ToList();
        if (!path.EndsWith(".pt", StringComparison.Ordinal))
        {
            SafetensorsWriter.Write(path, named);
            return;
        }

        using var source = new MemoryWeights(named);
        TorchFileWriter.Write(path, source);
    }

    /// <summary>Opens a file and reads every tensor, mapped or copied.</summary>
    public static void ReadAll(string path, bool copy)
    {
        using var scope = NewDisposeScope();
        using var source = WeightFiles.Open(path);
        foreach (var name in source.Entries.Keys)
        {
            var tensor = source.Read(name);
            if (copy)
            {
                _ = tensor.clone();
                tensor.Dispose();
            }
        }
    }

    private static void CopyToMemory(string path)
    {
        const int Chunk = 1 << 24;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var scope = NewDisposeScope();
        var target = empty(stream.Length, ScalarType.Byte);
        for (long done = 0; done < stream.Length;)
        {
            using var part = target.narrow(0, done, Math.Min(Chunk, stream.Length - done));
            done += stream.Read(part.bytes);
        }
    }

    private static void Measure(string file, string what, Action action)
    {
        GC.Collect();
        ResetPeak();
        var (before, watch) = (Status("VmRSS"), Stopwatch.StartNew());
        action();
        var elapsed = watch.Elapsed.TotalMilliseconds;
        var more = before < 0 ? "unknown" : Math.Max(0, (Status("VmHWM") - before) >> 10).ToString(CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {file} | {what} | {elapsed:f1} | {more} |"));
    }

    // Linux counts the peak from here on.
    private static void ResetPeak()
    {
        if (File.Exists("/proc/self/clear_refs"))
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    private static long Status(string field) => File.Exists("/proc/self/status")
        ? long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
        : -1;
}
