namespace SharpSat.Video.Interop.Diffusers;

/// <summary>Names of files and folders in diffusers' layout.</summary>
internal static class DiffusersFolder
{
    /// <summary>The version whose formats are read and written.</summary>
    public const string Version = "0.33.1";

    /// <summary>The file that makes a folder a pipeline.</summary>
    public const string IndexFile = "model_index.json";

    /// <summary>A component's settings.</summary>
    public const string ConfigFile = "config.json";
}
