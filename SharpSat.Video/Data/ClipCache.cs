using System.Collections.Concurrent;
using SharpSat.Video.Media;

namespace SharpSat.Video.Data;

/// <summary>
/// Keeps decoded clips up to a number of bytes. What is in stays in: training walks through all clips again and again,
/// where throwing out the oldest would mean that nothing is ever found.
/// </summary>
internal sealed class ClipCache(long capacity)
{
    private readonly ConcurrentDictionary<int, FrameBatch> _clips = new();
    private long _used;

    public long UsedBytes => Interlocked.Read(ref _used);

    public FrameBatch GetOrRead(int index, Func<FrameBatch> read)
    {
        if (_clips.TryGetValue(index, out var clip))
        {
            return clip;
        }

        clip = read();
        long size = clip.Bytes.Length;
        if (Interlocked.Add(ref _used, size) > capacity || !_clips.TryAdd(index, clip))
        {
            Interlocked.Add(ref _used, -size);
        }

        return clip;
    }
}
