namespace SharpSat.Mixins.LowRank;

/// <summary>An adapter that was read from a file and added to a model.</summary>
/// <param name="Lora">The mixin.</param>
/// <param name="Unmatched">Names in the file that the model has no place for.</param>
public sealed record LoraLoad(LoraMixin Lora, IReadOnlyList<string> Unmatched)
{
    /// <summary>"LoRA: applied 8/8".</summary>
    public override string ToString()
    {
        var applied = Lora.Factors.Sum(f => f.A.Count + f.B.Count);
        return $"LoRA: applied {applied}/{applied + Unmatched.Count}";
    }
}
