namespace SharpSat.Mixins.Positions;

/// <summary>
/// The part of a base grid that a sample of another aspect ratio stands for: as large as fits, centred, sides rounded
/// half to even. Reference: diffusers pipeline_cogvideox.py, get_resize_crop_region_for_grid.
/// </summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Bottom">Row after the last.</param>
/// <param name="Right">Column after the last.</param>
public readonly record struct CropRegion(int Top, int Left, int Bottom, int Right)
{
    /// <summary>The region of a base grid for a sample's grid.</summary>
    /// <param name="baseGrid">Rows and columns of patches that the model was made for.</param>
    /// <param name="grid">Rows and columns of the sample.</param>
    public static CropRegion Fit((int Height, int Width) baseGrid, (int Height, int Width) grid)
    {
        // The order of the operations is the reference's; another one rounds differently at a half.
        var (height, width) = (double)grid.Height / grid.Width > (double)baseGrid.Height / baseGrid.Width
            ? (baseGrid.Height, Round((double)baseGrid.Height / grid.Height * grid.Width))
            : (Round((double)baseGrid.Width / grid.Width * grid.Height), baseGrid.Width);
        var (top, left) = (Round((baseGrid.Height - height) / 2.0), Round((baseGrid.Width - width) / 2.0));
        return new CropRegion(top, left, top + height, left + width);
    }

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
}
