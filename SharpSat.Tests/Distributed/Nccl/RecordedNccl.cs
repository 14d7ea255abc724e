using System.Globalization;
using SharpSat.Core.Distributed.Nccl;

namespace SharpSat.Tests.Distributed.Nccl;

/// <summary>Writes down what is asked of the library, and changes the first number it is given.</summary>
internal sealed unsafe class RecordedNccl : INccl
{
    public const int Communicator = 77;

    public List<string> Calls { get; } = [];

    public byte[] JoinedBy { get; private set; } = [];

    public void UseDevice(int index) => Write($"device {index}");

    public NcclUniqueId CreateId()
    {
        Write($"id");
        return NcclUniqueId.From([.. Enumerable.Range(1, 128).Select(i => (byte)i)]);
    }

    public nint Join(int size, NcclUniqueId id, int rank)
    {
        Write($"join {rank} of {size}");
        JoinedBy = id.ToArray();
        return Communicator;
    }

    public void Sum(nint data, long count, NcclNumber type, nint communicator)
    {
        Write($"sum of {count} {type} in {communicator}");
        *(float*)data = 42;
    }

    public void Broadcast(nint data, long bytes, int root, nint communicator)
    {
        Write($"{bytes} bytes from {root} in {communicator}");
        *(byte*)data = 42;
    }

    public void Leave(nint communicator) => Write($"leave {communicator}");

    private void Write(FormattableString call) => Calls.Add(call.ToString(CultureInfo.InvariantCulture));
}
