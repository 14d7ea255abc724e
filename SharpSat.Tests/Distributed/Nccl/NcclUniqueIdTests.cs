using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpSat.Core.Distributed.Nccl;

namespace SharpSat.Tests.Distributed.Nccl;

public sealed unsafe class NcclUniqueIdTests
{
    private static readonly byte[] _bytes = [.. Enumerable.Range(0, 128).Select(i => (byte)(255 - i))];

    [Test]
    public void Identifier_Is128Bytes_WithoutPadding()
    {
        Assert.That(Unsafe.SizeOf<NcclUniqueId>(), Is.EqualTo(128));
        Assert.That(Marshal.SizeOf<NcclUniqueId>(), Is.EqualTo(128));
        Assert.That(NcclUniqueId.From(_bytes).ToArray(), Is.EqualTo(_bytes));
    }

    [Test]
    public void Identifier_GoesByValue_BetweenOtherArguments()
    {
        // The signature of ncclCommInitRank, called as the library calls it.
        var function = (delegate* unmanaged<nint*, int, NcclUniqueId, int, int>)&Receive;
        nint sum;
        var rank = function(&sum, 3, NcclUniqueId.From(_bytes), 2);
        Assert.That((rank, sum), Is.EqualTo((2, (nint)(3 + _bytes.Sum(b => b)))));
    }

    [UnmanagedCallersOnly]
    private static int Receive(nint* sum, int size, NcclUniqueId id, int rank)
    {
        *sum = size + id.ToArray().Sum(b => b);
        return rank;
    }
}
