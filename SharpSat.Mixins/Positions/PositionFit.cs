namespace SharpSat.Mixins.Positions;

/// <summary>How a sample whose size is not the configured one gets its positions. The originals disagree.</summary>
public enum PositionFit
{
    /// <summary>
    /// As the SAT version: from the table of the largest grid. Rotary angles are cut along each axis, so the grid must
    /// not be larger anywhere; an added table (sine-cosine, learnable) gives its first rows.
    /// </summary>
    Cut,

    /// <summary>
    /// As diffusers does for the 1.0 models: rotary rows and columns are spread over the region that the sample's aspect
    /// ratio takes of the base grid (<see cref="CropRegion"/>), frames count from 0 without limit; a sine-cosine table is
    /// computed for the sample's own size; a learnable table serves the configured size only, and where just the number of
    /// frames differs, a computed sine-cosine table takes its place.
    /// </summary>
    FitToBase,

    /// <summary>
    /// As diffusers does for the 1.5 models: rotary rows and columns are cut from the base grid, which must not be
    /// smaller, frames count from 0 without limit; added tables as for <see cref="FitToBase"/>.
    /// </summary>
    Slice,
}
