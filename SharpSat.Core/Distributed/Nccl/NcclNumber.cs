namespace SharpSat.Core.Distributed.Nccl;

/// <summary>The number formats that are sent (ncclDataType_t of nccl.h).</summary>
internal enum NcclNumber
{
    UInt8 = 1,
    Float32 = 7,
    Float64 = 8,
}
