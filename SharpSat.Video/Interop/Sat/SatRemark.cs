using SharpSat.Core.Configuration;

namespace SharpSat.Video.Interop.Sat;

/// <summary>Something the user should know about how a reference configuration was read.</summary>
/// <param name="Origin">File and line, if known.</param>
/// <param name="Path">The value: "model.network_config.params.patch_size".</param>
/// <param name="Text">A sentence without its subject: "is read as [1, 2, 2]."</param>
/// <param name="IsWarning">Whether something the file asks for does not happen; otherwise it is a note.</param>
internal sealed record SatRemark(ConfigOrigin? Origin, string Path, string Text, bool IsWarning)
{
    public override string ToString() => string.Join(": ", new[] { Origin?.ToString(), $"{Path} {Text}" }.OfType<string>());
}
