using SharpSat.Benchmarks;
using SharpSat.Benchmarks.Checkpoints;
using SharpSat.Benchmarks.Distributed;
using SharpSat.Benchmarks.Quantization;
using SharpSat.Benchmarks.Ratios;
using SharpSat.Benchmarks.RealSize;

// `dotnet run -c Release --project SharpSat.Benchmarks -- --job short --filter '*Attention*'`; no arguments ask which. With
// `--plugin path/to/Their.dll`, MixinBenchmarks has a plugin's mixins too.
// `-- ratios [--quick]` prints how close to the machine's limit SharpSat is, `-- int8` products with int8 weights beside
// those with floats, `-- open-large-file` measures the memory of opening files of 2 GiB, `-- process-memory` and
// `-- process-speed` (OpenMPI) training by several processes, `-- real-size cogvideox-2b` one pass of each part of a preset
// at its true size.
switch (args)
{
    case ["open-large-file"]:
        OpenLargeFile.Run();
        break;
    case ["process-memory"]:
        ProcessMemory.Run();
        break;
    case ["process-speed"]:
        ProcessSpeed.Run();
        break;
    case ["int8"]:
        Int8Ratios.Run();
        break;
    case ["real-size", .. var asked]:
        RealSizeRun.Run(asked);
        break;
    case ["ratios", .. var options]:
        return RatioCommand.Run(options);
    case [NanoJob.Member, var run, .. var settings]:
        NanoJob.Join(run, settings);
        break;
    default:
        return SuiteCommand.Run(args);
}

return 0;
