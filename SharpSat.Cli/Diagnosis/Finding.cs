namespace SharpSat.Cli.Diagnosis;

/// <summary>One line of <c>doctor</c>.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="State">How it went.</param>
/// <param name="Found">What was found, or how to get it.</param>
internal sealed record Finding(string Check, FindingState State, string Found);
