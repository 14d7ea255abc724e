using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;

namespace SharpSat.Video.Interop.Sat;

/// <summary>A reference configuration asks for something that SharpSat does not have, or that it cannot leave out without changing numbers.</summary>
internal sealed class SatUnsupportedException(JToken? at, string path, string what)
    : InputException(string.Join(": ", new[] { ConfigOrigin.Of(at)?.ToString(), path.Length == 0 ? null : path, what }.OfType<string>()));
