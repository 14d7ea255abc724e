using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>The run config that a reference configuration becomes, every value with the file and line that it comes from.</summary>
internal sealed class SatOutput
{
    public JObject Root { get; } = [];

    /// <summary>Sets a value; null leaves it out.</summary>
    /// <param name="path">Where, in SharpSat's own schema.</param>
    /// <param name="value">What <see cref="ConfigWriter"/> can write, or null.</param>
    /// <param name="from">The reference's value.</param>
    public void Put(string path, object? value, JToken? from = null)
    {
        if (value is null)
        {
            return;
        }

        var names = path.Split('.');
        var at = Root;
        foreach (var name in names[..^1])
        {
            at = at[name] as JObject ?? (JObject)(at[name] = new JObject());
        }

        var written = ConfigWriter.Write(value);
        if (ConfigOrigin.Of(from) is { } origin)
        {
            written.AddAnnotation(origin);
        }

        at[names[^1]] = written;
    }

    /// <summary>Sets a component.</summary>
    public void Put(string path, string target, object? settings, JToken? from)
    {
        var node = new JObject { ["target"] = target };
        if (settings is not null && ConfigWriter.Write(settings) is JObject { Count: > 0 } written)
        {
            node["params"] = written;
        }

        Put(path, node, from);
    }
}
