namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>Where the bytes of one storage lie in the file. In the legacy format that is known only after the pickle.</summary>
internal sealed class StoragePlace(string key)
{
    public string Key { get; } = key;

    /// <summary>First byte in the file; -1 while it is not known.</summary>
    public long Offset { get; set; } = -1;

    public long Length { get; set; }
}
