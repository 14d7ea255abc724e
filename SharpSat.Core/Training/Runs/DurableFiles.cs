using System.Runtime.InteropServices;
using System.Text;

namespace SharpSat.Core.Training.Runs;

/// <summary>Makes what was written survive a power cut before it is relied on.</summary>
internal static partial class DurableFiles
{
    private const int ReadOnlyDirectory = 0x10000;

    /// <summary>Writes a text file and flushes it to the disk.</summary>
    public static void WriteText(string path, string text)
    {
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Flush(path);
    }

    /// <summary>Replaces a text file in one step: readers see the old or the new text.</summary>
    public static void ReplaceText(string path, string text)
    {
        WriteText(path + ".partial", text);
        File.Move(path + ".partial", path, overwrite: true);
    }

    /// <summary>Flushes a file that is already closed.</summary>
    public static void Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Flushes a folder's list of names, which renaming changes. Windows does so by itself.</summary>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(path, ReadOnlyDirectory);
        if (descriptor >= 0)
        {
            // Some network file systems cannot flush folders; renaming is still atomic there.
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
