using System.Runtime.InteropServices;

namespace SharpSat.Core.Distributed.Nccl;

/// <summary>What the members of a communicator find each other by (nccl.h: a struct of 128 chars, handed over by value).</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal unsafe struct NcclUniqueId
{
    public const int Bytes = 128;

    private fixed byte _internal[Bytes];

    public static NcclUniqueId From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<NcclUniqueId>(bytes);

    public byte[] ToArray() => MemoryMarshal.AsBytes(new ReadOnlySpan<NcclUniqueId>(ref this)).ToArray();
}
