using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>The diffusers suite's recorded values: <c>expect_values</c> holds <c>{value, atol, rtol}</c> by name.</summary>
internal static class RecordedValues
{
    /// <summary>Compares with the value of a name; nothing if it was not recorded.</summary>
    public static void Value(this ParityRecorder recorder, string stage, JObject run, string name, JToken? actual)
    {
        if (run["expect_values"]?[name] is { } expected)
        {
            recorder.Value(stage, $"{(string?)run["name"]}.{name}", expected["value"], actual, (double?)expected["atol"] ?? 0, (double?)expected["rtol"] ?? 0);
        }
    }
}
