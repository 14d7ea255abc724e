namespace SharpSat.Core.Checkpoints;

/// <summary>A weight that is stored with another shape than the model has.</summary>
/// <param name="Name">The weight.</param>
/// <param name="Stored">Shape in the file.</param>
/// <param name="Model">Shape in the model.</param>
public sealed record ShapeMismatch(string Name, IReadOnlyList<long> Stored, IReadOnlyList<long> Model)
{
    /// <summary>"w is [2, 3] in the file and [2, 4] in the model".</summary>
    public override string ToString() => $"{Name} is [{string.Join(", ", Stored)}] in the file and [{string.Join(", ", Model)}] in the model";
}
