namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>Where a tensor's bytes lie, counted from the end of the header.</summary>
internal readonly record struct TensorPlace(WeightEntry Entry, long Begin, long End)
{
    public long Length => End - Begin;
}
