namespace SharpSat.Core.Distributed.Nccl;

/// <summary>The few functions of NCCL that are needed. Pointers are to memory of the device in use; work is queued on its default stream.</summary>
internal interface INccl
{
    /// <summary>Makes a device the one that this thread uses.</summary>
    void UseDevice(int index);

    /// <summary>ncclGetUniqueId.</summary>
    NcclUniqueId CreateId();

    /// <summary>ncclCommInitRank; returns when all members have called it.</summary>
    nint Join(int size, NcclUniqueId id, int rank);

    /// <summary>ncclAllReduce, a sum in place.</summary>
    void Sum(nint data, long count, NcclNumber type, nint communicator);

    /// <summary>ncclBroadcast of bytes, in place.</summary>
    void Broadcast(nint data, long bytes, int root, nint communicator);

    /// <summary>ncclCommDestroy; all members must call it.</summary>
    void Leave(nint communicator);
}
