using SharpSat.Core.Data;

namespace SharpSat.Video.Data.Buckets;

/// <summary>A source whose clips may have different sizes, known without reading them.</summary>
public interface ISizedClips
{
    /// <summary>Every size that a clip may have, whether there is one of it or not.</summary>
    IReadOnlyList<ClipSize> Sizes { get; }

    /// <summary>Size of the clip that <see cref="IDataSource{TItem}.Read(int)"/> gives.</summary>
    ClipSize SizeOf(int index);
}
