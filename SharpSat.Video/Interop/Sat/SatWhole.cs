using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Interop.Sat;

/// <summary>Reads a node that is no part of a larger document.</summary>
internal static class SatWhole
{
    /// <summary>What <paramref name="read"/> makes of the node.</summary>
    /// <exception cref="SatUnsupportedException">It left a setting unread.</exception>
    public static T Read<T>(JToken? node, Func<JToken?, SatReading, T> read)
    {
        var reading = new SatReading();
        var result = read(node, reading);
        if (node is not null)
        {
            reading.RequireAllRead(node);
        }

        return result;
    }

    /// <summary>The error for a class that has no counterpart here.</summary>
    /// <param name="node">Names the class.</param>
    /// <param name="what">What the class is: "the sampler".</param>
    public static SatUnsupportedException Unknown(JToken? node, string what) =>
        new(node, node?.Path ?? string.Empty, $"{what} '{SatNode.ClassOf(node)}' is not supported.");
}
