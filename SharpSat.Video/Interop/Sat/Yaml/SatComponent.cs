namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>One of SharpSat's components and its settings record.</summary>
/// <param name="Target">Registered name.</param>
/// <param name="Settings">Params record; null for none.</param>
/// <param name="Levels">Training levels, where it is a schedule.</param>
internal sealed record SatComponent(string Target, object? Settings = null, int Levels = 0);
