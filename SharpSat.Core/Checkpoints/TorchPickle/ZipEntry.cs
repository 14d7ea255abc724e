namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>What the directory at the end of a zip file says about one entry.</summary>
internal sealed record ZipEntry(string Name, long HeaderOffset, long StoredBytes, long Bytes, int Method, int Flags);
