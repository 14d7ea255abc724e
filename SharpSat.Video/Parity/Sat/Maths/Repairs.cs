using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>The repairs of the reference that a run was recorded with. What they repair is no defect here.</summary>
internal static class Repairs
{
    /// <exception cref="ParityUnsupportedException">A repair is not known.</exception>
    public static void Check(JToken run)
    {
        if ((run["repairs"] as JArray)?.FirstOrDefault(r => (string?)r != "discretizer_ignores_return_idx") is { } other)
        {
            throw new ParityUnsupportedException($"the repair '{other}'");
        }
    }
}
