namespace SharpSat.Core.Training.Optimizers;

/// <summary>The optimizers that configs can name.</summary>
internal static class OptimizerNames
{
    /// <summary>adamw and adam, which differ in how weight decay acts.</summary>
    public static IReadOnlyCollection<string> All => ["adamw", "adam"];

    /// <summary>How an optimizer's weight decay acts.</summary>
    public static WeightDecayKind DecayOf(string name) => name == "adam" ? WeightDecayKind.InGradient : WeightDecayKind.Decoupled;
}
