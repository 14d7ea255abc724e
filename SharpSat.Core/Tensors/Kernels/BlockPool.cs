using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>
/// Memory of kernel results, used again for results of the same size. Training makes and frees the same tensors in every step;
/// taken from the system's allocator they leave gaps that grow step by step (glibc before 2.38), and every new page costs a
/// fault.
/// </summary>
internal static unsafe class BlockPool
{
    // Bytes of the smallest and the largest block that is kept, and of all idle ones together.
    private const long Smallest = 1 << 14;
    private const long Largest = 1 << 28;
    private const long MostIdle = 1 << 29;
    private const nuint Alignment = 64;

    private static readonly Dictionary<long, Stack<nint>> Idle = [];
    private static readonly Lock Guard = new();
    private static long _idleBytes;

    /// <summary>Bytes of all blocks that wait to be used again.</summary>
    public static long IdleBytes
    {
        get
        {
            lock (Guard)
            {
                return _idleBytes;
            }
        }
    }

    /// <summary>Whether blocks of this size are kept.</summary>
    public static bool Serves(long bytes) => bytes is >= Smallest and <= Largest;

    /// <summary>A block, aligned for every kernel; <see cref="Return"/> takes it back.</summary>
    public static void* Take(long bytes)
    {
        lock (Guard)
        {
            if (Idle.TryGetValue(bytes, out var blocks) && blocks.TryPop(out var block))
            {
                _idleBytes -= bytes;
                return (void*)block;
            }
        }

        // The size stands in front of the block.
        var start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes + Alignment, Alignment);
        *(long*)start = bytes;
        return start + Alignment;
    }

    /// <summary>Frees the blocks that wait to be used again.</summary>
    public static void Release()
    {
        lock (Guard)
        {
            foreach (var block in Idle.Values.SelectMany(blocks => blocks))
            {
                NativeMemory.AlignedFree((byte*)block - Alignment);
            }

            Idle.Clear();
            _idleBytes = 0;
        }
    }

    /// <summary>Called by the library when no tensor uses the block any more, on any thread.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Return(void* block)
    {
        var start = (byte*)block - Alignment;
        var bytes = *(long*)start;
        lock (Guard)
        {
            if (_idleBytes + bytes > MostIdle)
            {
                // What lies idle is of sizes that are out of use.
                Release();
            }

            if (!Idle.TryGetValue(bytes, out var blocks))
            {
                Idle[bytes] = blocks = new Stack<nint>();
            }

            blocks.Push((nint)block);
            _idleBytes += bytes;
        }
    }
}
