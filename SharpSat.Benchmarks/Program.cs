using BenchmarkDotNet.Running;
using SharpSat.Benchmarks;
using SharpSat.Benchmarks.Checkpoints;
using SharpSat.Benchmarks.Distributed;
using SharpSat.Benchmarks.Ratios;

// `dotnet run -c Release --project SharpSat.Benchmarks -- --job short --filter '*Attention*'`; no arguments ask which.
// `-- open-large-file` measures the memory of opening files of 2 GiB, `-- process-memory` and `-- process-speed` (OpenMPI)
// training by several processes. `-- ratios [--quick]` prints how close to the machine's limit SharpSat is.
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
    case ["ratios", .. var options]:
        return RatioCommand.Run(options);
    case [NanoJob.Member, var run, .. var settings]:
        NanoJob.Join(run, settings);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, BenchmarkConfig.Create());
        break;
}

return 0;
