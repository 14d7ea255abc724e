namespace SharpSat.Video.Runs.Estimates;

/// <summary>Which of a job's encoding is done once before the first step, and which in every step.</summary>
/// <param name="BatchSize">Clips of a step.</param>
/// <param name="Ahead">Whether clips are encoded ahead.</param>
/// <param name="TextAhead">Whether captions are.</param>
/// <param name="Pictures">What is kept of the pictures of an image-to-video network; <see cref="PictureKeeping.None"/> for other networks.</param>
internal sealed record EncodingPlan(int BatchSize, bool Ahead, bool TextAhead, PictureKeeping Pictures)
{
    /// <summary>Whether pictures are encoded in every step: with their clips, or because they get new noise each time.</summary>
    public bool PicturesInSteps => Pictures != PictureKeeping.None && (!Ahead || Pictures == PictureKeeping.Pixels);
}
