using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints;

/// <summary>The error for a tensor name that a source does not have.</summary>
internal static class UnknownWeight
{
    public static InputException In(IWeightSource source, string name)
    {
        var near = NearMatches.Of(name, source.Entries.Keys);
        var hint = near.Count > 0 ? $" Did you mean {string.Join(", ", near.Select(n => $"'{n}'"))}?" : string.Empty;
        return new InputException($"'{source.Description}' has no tensor '{name}' among its {source.Entries.Count}.{hint}");
    }
}
