namespace SharpSat.Video.Data;

/// <summary>How thoroughly a video folder is checked before training.</summary>
public enum FolderCheck
{
    /// <summary>Every clip is decoded once as training will read it.</summary>
    Decode,

    /// <summary>Only headers and frame times are read: damage inside frames shows first when training reads them.</summary>
    Probe,
}
