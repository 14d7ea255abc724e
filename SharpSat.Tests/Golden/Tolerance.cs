using Newtonsoft.Json;

namespace SharpSat.Tests.Golden;

/// <summary>abs(a - b) may be Atol + Rtol * r; r is abs(b) of the element or the tensor's largest.</summary>
public sealed record Tolerance(
    string Match, double Atol, double Rtol, [property: JsonProperty("relative_to")] string RelativeTo);
