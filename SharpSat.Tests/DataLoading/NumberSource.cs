using SharpSat.Core.Data;
using TorchSharp;

namespace SharpSat.Tests.DataLoading;

/// <summary>Items that are their own index, read after a delay that varies.</summary>
internal sealed class NumberSource(int count, Func<int, int>? delayMilliseconds = null, int broken = -1) : IDataSource<double>
{
    public int Count => count;

    public double Read(int index) => Read(index, new ItemDraw(0, 0, index));

    public double Read(int index, ItemDraw draw)
    {
        if (delayMilliseconds is not null)
        {
            Thread.Sleep(delayMilliseconds(index));
        }

        if (index == broken)
        {
            throw new InvalidDataException("the file is cut off");
        }

        using var noise = draw.CreateNoise("jitter");
        using var jitter = noise.Uniform([1], torch.CPU);
        return index + (0.5 * jitter.item<float>());
    }

    public string NameOf(int index) => $"clip{index}.mp4";
}
