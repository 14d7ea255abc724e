namespace SharpSat.Video.Data;

/// <summary>A source that can tell a clip from every other without decoding it, so that what was computed from it can be found again.</summary>
public interface IIdentifiedClips
{
    /// <summary>Identifies an item.</summary>
    ClipIdentity Identify(int index);
}
