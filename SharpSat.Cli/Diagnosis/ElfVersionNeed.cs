using System.Buffers.Binary;
using System.Text;

namespace SharpSat.Cli.Diagnosis;

/// <summary>Reads one entry of a 64-bit little-endian ELF file's version requirements (section .gnu.version_r).</summary>
internal static class ElfVersionNeed
{
    private const uint GnuVersionNeed = 0x6ffffffe;
    private const int Weak = 2;

    /// <summary>Whether the requirement is weak; null if the file does not have it.</summary>
    public static bool? IsWeak(ReadOnlySpan<byte> elf, string version)
    {
        var sections = (int)Long(elf, 0x28);
        for (var i = 0; i < Short(elf, 0x3C); i++)
        {
            var header = sections + (i * Short(elf, 0x3A));
            if (Int(elf, header + 4) == GnuVersionNeed)
            {
                var strings = sections + ((int)Int(elf, header + 0x28) * Short(elf, 0x3A));
                return Find(elf, (int)Long(elf, header + 0x18), (int)Long(elf, strings + 0x18), version);
            }
        }

        return null;
    }

    private static bool? Find(ReadOnlySpan<byte> elf, int need, int strings, string version)
    {
        while (true)
        {
            var entry = need + (int)Int(elf, need + 8);
            for (var i = 0; i < Short(elf, need + 2); i++)
            {
                var name = elf[(strings + (int)Int(elf, entry + 8))..];
                if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == version)
                {
                    return (Short(elf, entry + 4) & Weak) != 0;
                }

                entry += (int)Int(elf, entry + 12);
            }

            var next = (int)Int(elf, need + 12);
            if (next == 0)
            {
                return null;
            }

            need += next;
        }
    }

    private static int Short(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]);

    private static uint Int(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]);

    private static ulong Long(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt64LittleEndian(elf[at..]);
}
