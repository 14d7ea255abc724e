using BenchmarkDotNet.Attributes;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Benchmarks.Data;

/// <summary>Drawing one clip of the moving-shapes set, 17 frames of 64 x 64.</summary>
public class MovingShapesBenchmarks
{
    private const int Clips = 20;
    private readonly MovingShapesSource _source = new(new MovingShapesParams { Count = Clips });

    [Benchmark(OperationsPerInvoke = Clips)]
    public void Read()
    {
        for (var i = 0; i < Clips; i++)
        {
            _source.Read(i).Dispose();
        }
    }
}
