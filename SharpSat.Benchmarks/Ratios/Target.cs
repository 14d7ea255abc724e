namespace SharpSat.Benchmarks.Ratios;

/// <summary>What is measured against what, and how large the ratio may be.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Dtype">Type of the numbers.</param>
/// <param name="Size">Sizes.</param>
/// <param name="Goal">The ratio aimed at.</param>
/// <param name="Least">The largest ratio that is good enough.</param>
internal sealed record Target(string Name, string Dtype, string Size, double Goal, double Least);
