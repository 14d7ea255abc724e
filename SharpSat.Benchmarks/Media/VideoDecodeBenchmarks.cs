using BenchmarkDotNet.Attributes;
using SharpSat.Video.Media;

namespace SharpSat.Benchmarks.Media;

/// <summary>Reading an mp4 of 49 frames, 720 x 480, through ffmpeg: what it is, all frames at their size, and 17 frames cut to 64 x 64.</summary>
public class VideoDecodeBenchmarks
{
    private const int Frames = 49;
    private const int Height = 480;
    private const int Width = 720;
    private static readonly int[] Seventeen = [.. Enumerable.Range(0, 17).Select(i => 3 * i)];
    private string _folder = string.Empty;
    private VideoInfo _info = null!;

    [GlobalSetup]
    public void WriteVideo()
    {
        _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        var path = Path.Combine(_folder, "clip.mp4");
        VideoWriter.Write(path, MovingRings(), 8);
        _info = VideoReader.Probe(path);
    }

    [GlobalCleanup]
    public void DeleteVideo() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public VideoInfo Probe() => VideoReader.Probe(_info.Path);

    [Benchmark]
    public FrameBatch AllFrames() => VideoReader.Read(_info, [.. Enumerable.Range(0, Frames)]);

    [Benchmark]
    public FrameBatch SeventeenSmallFrames() => VideoReader.Read(_info, Seventeen, 64, 64);

    private static FrameBatch MovingRings()
    {
        var bytes = new byte[3 * Frames * Height * Width];
        for (var i = 0; i < bytes.Length; i++)
        {
            var (frame, y, x) = (i / (3 * Height * Width), i / (3 * Width) % Height, i / 3 % Width);
            var distance = Math.Sqrt(Math.Pow(x - 100 - (8 * frame), 2) + Math.Pow(y - 240, 2));
            bytes[i] = (byte)(128 + (100 * Math.Sin((distance / 20) + (i % 3))));
        }

        return new FrameBatch(bytes, Frames, Height, Width);
    }
}
