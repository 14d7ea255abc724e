namespace SharpSat.Video.Autoencoder.Tiling;

/// <summary>How one side of a picture is divided.</summary>
/// <param name="Pixels">A tile's pixels.</param>
/// <param name="Latents">A tile's latent cells.</param>
/// <param name="Overlap">Part that neighbours share.</param>
internal readonly record struct TileAxis(int Pixels, int Latents, double Overlap)
{
    /// <summary>From pixels to latent cells.</summary>
    public TileSteps Encoding => Steps(Pixels, Latents);

    /// <summary>From latent cells to pixels.</summary>
    public TileSteps Decoding => Steps(Latents, Pixels);

    // The roundings are diffusers' own.
    private TileSteps Steps(int before, int after)
    {
        var blend = (int)(after * Overlap);
        return new TileSteps(before, (int)(before * (1 - Overlap)), blend, after - blend);
    }
}

/// <summary>Tiles along one side.</summary>
/// <param name="Size">Input size of a tile.</param>
/// <param name="Step">Input distance from tile to tile.</param>
/// <param name="Blend">Output cells over which neighbours are blended.</param>
/// <param name="Keep">Output cells that are kept of a tile.</param>
internal readonly record struct TileSteps(int Size, int Step, int Blend, int Keep);
