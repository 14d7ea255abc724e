using BenchmarkDotNet.Running;
using SharpSat.Benchmarks;

// `dotnet run -c Release --project SharpSat.Benchmarks -- --job short --filter '*Attention*'`; no arguments ask which.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, BenchmarkConfig.Create());
