using System.CommandLine;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Cli.Commands;

/// <summary><c>--device</c> and <c>--dtype</c>.</summary>
internal static class DeviceOptions
{
    private static readonly Dictionary<WeightType, (string Name, ScalarType Type)> Dtypes = new()
    {
        [WeightType.Fp32] = ("fp32", ScalarType.Float32),
        [WeightType.Bf16] = ("bf16", ScalarType.BFloat16),
        [WeightType.Fp16] = ("fp16", ScalarType.Float16),
    };

    public static Option<string> Device() => new("--device")
    {
        Description = "cpu, cuda or cuda:N.",
        DefaultValueFactory = _ => "cpu",
    };

    public static Option<string?> Dtype() => new("--dtype")
    {
        Description = "Type of the weights: fp32, bf16 or fp16, as the model allows. By default fp32 on the CPU, the model's own on a GPU.",
    };

    /// <summary>The device, checked to exist.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="neighbour">Number of this process among those of the machine; each takes a GPU of its own.</param>
    /// <param name="processes">How many share the work.</param>
    public static Device ParseDevice(string? text, int neighbour = 0, int processes = 1)
    {
        var name = text ?? "cpu";
        if (processes > 1 && name.StartsWith("cuda:", StringComparison.Ordinal))
        {
            throw new InputException($"--device {name}: {processes} processes cannot share one GPU; use --device cuda, with which each takes the GPU of its number on its machine.");
        }

        if (name == "cpu")
        {
            return CPU;
        }

        var parts = name.Split(':');
        if (parts[0] != "cuda" || parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out _)))
        {
            throw new InputException($"--device {name}: must be cpu, cuda or cuda:N.");
        }

        if (!cuda.is_available())
        {
            throw new InputException($"--device {name}: no CUDA device is available; use cpu, or a build with -p:TorchBackend=cuda on a machine that has one.");
        }

        var index = parts.Length == 2 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : neighbour;
        var count = cuda.device_count();
        return index >= 0 && index < count
            ? new Device(DeviceType.CUDA, index)
            : throw new InputException($"--device {name}: this machine has {count} CUDA devices; the last is cuda:{count - 1}.");
    }

    /// <summary>The type of the weights: what the user asks for if the model allows it, or the default for the device.</summary>
    public static ScalarType ParseDtype(string? text, IReadOnlyList<WeightType> legal, Device device)
    {
        if (legal.Count == 0)
        {
            throw new InputException("model.dtypes is empty; name at least one of fp32, bf16 and fp16.");
        }

        if (text is null)
        {
            return Dtypes[device.type == DeviceType.CPU && legal.Contains(WeightType.Fp32) ? WeightType.Fp32 : legal[0]].Type;
        }

        var asked = Dtypes.Where(d => d.Value.Name == text).Select(d => (WeightType?)d.Key).FirstOrDefault()
            ?? throw new InputException($"--dtype {text}: must be fp32, bf16 or fp16.");
        return legal.Contains(asked)
            ? Dtypes[asked].Type
            : throw new InputException($"--dtype {text}: this model can be used in {string.Join(" or ", legal.Select(d => Dtypes[d].Name))} only (model.dtypes).");
    }
}
