using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace SharpSat.Tests.Engine;

/// <summary>What glibc's allocator has handed out at this moment: exact, where a process's size has whatever the allocator keeps.</summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes in use in all arenas and mappings.</summary>
    public static long LiveBytes()
    {
        nint text = 0;
        nuint length = 0;
        var stream = OpenMemory(ref text, ref length);
        _ = Describe(0, stream);
        _ = Close(stream);
        var totals = XElement.Parse(Marshal.PtrToStringUTF8(text)!);
        Free(text);
        return Size("system", "current") - Size("total", "fast") - Size("total", "rest") + Size("total", "mmap");

        long Size(string element, string type) => totals.Elements(element)
            .Where(e => (string?)e.Attribute("type") == type)
            .Sum(e => long.Parse((string)e.Attribute("size")!, CultureInfo.InvariantCulture));
    }

    [LibraryImport("libc", EntryPoint = "open_memstream")]
    private static partial nint OpenMemory(ref nint text, ref nuint length);

    [LibraryImport("libc", EntryPoint = "malloc_info")]
    private static partial int Describe(int options, nint stream);

    [LibraryImport("libc", EntryPoint = "fclose")]
    private static partial int Close(nint stream);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint text);
}
