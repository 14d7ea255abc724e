using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Marks the GLIBCXX_3.4.32 requirement of libLibTorchSharp.so as weak where the system's libstdc++ lacks it.</summary>
public class RepairTorchSharpLibrary : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const ushort WeakFlag = 2; // VER_FLG_WEAK of the ELF gABI

    [Required]
    public string Directory { get; set; }

    public override bool Execute()
    {
        if (SystemProvidesVersion())
        {
            return true;
        }

        var candidates = new[] { "runtimes/linux-x64/native/libLibTorchSharp.so", "libLibTorchSharp.so" }
            .Select(relative => Path.Combine(Directory, relative))
            .Where(File.Exists);
        foreach (var path in candidates)
        {
            var bytes = File.ReadAllBytes(path);
            if (!MarkWeak(bytes))
            {
                continue;
            }

            // The output may be a hard link into the package cache: write a new file, never the old one.
            var temporary = path + ".repaired";
            File.WriteAllBytes(temporary, bytes);
            File.Delete(path);
            File.Move(temporary, path);
            Log.LogMessage(MessageImportance.Normal, "Marked {0} as weak in {1}", Version, path);
        }

        return !Log.HasLoggedErrors;
    }

    private static bool SystemProvidesVersion()
    {
        var roots = new[] { "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib" };
        var library = roots.Select(root => Path.Combine(root, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        return library != null && IndexOf(File.ReadAllBytes(library), Encoding.ASCII.GetBytes(Version + "\0")) >= 0;
    }

    // Walks section headers to .gnu.version_r and sets the flag of the entry whose name is the version.
    private static bool MarkWeak(byte[] elf)
    {
        const int gnuVersionNeed = 0x6ffffffe;
        var sectionTable = (long)BitConverter.ToUInt64(elf, 0x28);
        int entrySize = BitConverter.ToUInt16(elf, 0x3A);
        int count = BitConverter.ToUInt16(elf, 0x3C);
        for (var i = 0; i < count; i++)
        {
            var header = (int)(sectionTable + (long)i * entrySize);
            if (BitConverter.ToUInt32(elf, header + 4) != gnuVersionNeed)
            {
                continue;
            }

            var section = (int)BitConverter.ToUInt64(elf, header + 0x18);
            var stringsHeader = (int)(sectionTable + (long)BitConverter.ToUInt32(elf, header + 0x28) * entrySize);
            var strings = (int)BitConverter.ToUInt64(elf, stringsHeader + 0x18);
            return MarkEntry(elf, section, strings);
        }

        return false;
    }

    private static bool MarkEntry(byte[] elf, int need, int strings)
    {
        while (true)
        {
            var aux = need + (int)BitConverter.ToUInt32(elf, need + 8);
            int auxCount = BitConverter.ToUInt16(elf, need + 2);
            for (var i = 0; i < auxCount; i++)
            {
                var flags = BitConverter.ToUInt16(elf, aux + 4);
                if (ReadString(elf, strings + (int)BitConverter.ToUInt32(elf, aux + 8)) == Version)
                {
                    if ((flags & WeakFlag) != 0)
                    {
                        return false;
                    }

                    BitConverter.GetBytes((ushort)(flags | WeakFlag)).CopyTo(elf, aux + 4);
                    return true;
                }

                aux += (int)BitConverter.ToUInt32(elf, aux + 12);
            }

            var next = (int)BitConverter.ToUInt32(elf, need + 12);
            if (next == 0)
            {
                return false;
            }

            need += next;
        }
    }

    private static string ReadString(byte[] bytes, int start)
    {
        return Encoding.ASCII.GetString(bytes, start, Array.IndexOf(bytes, (byte)0, start) - start);
    }

    private static int IndexOf(byte[] haystack, byte[] needle)
    {
        for (var i = 0; i <= haystack.Length - needle.Length; i++)
        {
            var j = 0;
            while (j < needle.Length && haystack[i + j] == needle[j])
            {
                j++;
            }

            if (j == needle.Length)
            {
                return i;
            }
        }

        return -1;
    }
}
