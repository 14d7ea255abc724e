namespace SharpSat.Video.Data.Shards;

/// <summary>A file in a tar archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Offset">Its first byte in the archive.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="IsFile">False for links, devices and the like, which hold nothing.</param>
internal sealed record TarMember(string Name, long Offset, long Length, bool IsFile);
