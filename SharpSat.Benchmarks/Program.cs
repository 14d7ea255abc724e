using BenchmarkDotNet.Running;
using SharpSat.Benchmarks;
using SharpSat.Benchmarks.Checkpoints;

// `dotnet run -c Release --project SharpSat.Benchmarks -- --job short --filter '*Attention*'`; no arguments ask which.
// `-- open-large-file` measures the memory of opening files of 2 GiB.
if (args is ["open-large-file"])
{
    OpenLargeFile.Run();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, BenchmarkConfig.Create());
}
