using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Configuration;

/// <summary>A config value that cannot be used: <c>file:line: path: what is wrong</c>.</summary>
public sealed class ConfigException : InputException
{
    /// <summary>Creates the error.</summary>
    /// <param name="origin">Where the value was written, if known.</param>
    /// <param name="path">Full path of the value ("trainer.max_steps"); empty for the whole config.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public ConfigException(ConfigOrigin? origin, string path, string problem, Exception? inner = null)
        : base(Compose(origin, path, problem), inner!)
    {
        Origin = origin;
        Path = path;
    }

    /// <summary>Where the value was written, if known.</summary>
    public ConfigOrigin? Origin { get; }

    /// <summary>Full path of the value.</summary>
    public string Path { get; }

    internal static ConfigException At(JToken token, string path, string problem) => new(ConfigOrigin.Of(token), path, problem);

    private static string Compose(ConfigOrigin? origin, string path, string problem) =>
        string.Join(": ", new[] { origin?.ToString(), path.Length == 0 ? null : path, problem }.OfType<string>());
}
