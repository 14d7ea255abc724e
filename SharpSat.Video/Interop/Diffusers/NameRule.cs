namespace SharpSat.Video.Interop.Diffusers;

/// <summary>The part of a SAT tensor that diffusers stores under a name of its own.</summary>
/// <param name="Name">Pattern of the diffusers name.</param>
/// <param name="Chunks">Which of the SAT tensor's equal blocks of rows it holds, in this order.</param>
internal sealed record NamePart(string Name, IReadOnlyList<int> Chunks);

/// <summary>
/// One line of a key map, which works in both directions. Patterns hold <c>{w}</c> (weight or bias), <c>{i}</c>, <c>{j}</c>
/// (numbers), <c>{r}</c> (the number {i} counted from the other end) and <c>{unit}</c> (what a residual block consists of).
/// </summary>
/// <param name="Sat">Pattern of the SAT name.</param>
/// <param name="Chunks">Equal blocks of rows of the SAT tensor.</param>
/// <param name="Parts">The tensors that diffusers makes of it.</param>
internal sealed record NameRule(string Sat, int Chunks, IReadOnlyList<NamePart> Parts)
{
    /// <summary>The same tensor under another name.</summary>
    public static NameRule Same(string sat, string diffusers) => new(sat, 1, [new NamePart(diffusers, [0])]);

    /// <summary>One tensor here, several there.</summary>
    public static NameRule Split(string sat, int chunks, params IReadOnlyList<NamePart> parts) => new(sat, chunks, parts);
}
