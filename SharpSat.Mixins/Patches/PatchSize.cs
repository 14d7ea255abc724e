using System.ComponentModel.DataAnnotations;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Patches;

/// <summary>
/// Size of a patch, and the way from latents to patch rows and back.
/// Legend: B batch, T/H/W patches, o/p/q size of a patch in time, height, width, C channels.
/// </summary>
/// <param name="Time">Latent frames in a patch.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct PatchSize([Range(1, int.MaxValue)] int Time, [Range(1, int.MaxValue)] int Height, [Range(1, int.MaxValue)] int Width)
{
    /// <summary>Latent values of one channel in a patch.</summary>
    public int Volume => Time * Height * Width;

    /// <summary>Patches of latents with these sizes.</summary>
    /// <exception cref="InputException">A size does not divide by the patch; the message gives the nearest that do.</exception>
    public PatchGrid GridOf(long frames, long height, long width)
    {
        return new PatchGrid(
            Divide(frames, Time, "latent frames"), Divide(height, Height, "latent height"), Divide(width, Width, "latent width"));
    }

    /// <summary>"B (T o) C (H p) (W q) -> B (T H W) (C o p q)".</summary>
    public Tensor Patchify(Tensor x_BTCHW)
    {
        using var scope = NewDisposeScope();
        var shape = x_BTCHW.shape;
        var grid = GridOf(shape[1], shape[3], shape[4]);
        return x_BTCHW
            .reshape(shape[0], grid.T, Time, shape[2], grid.H, Height, grid.W, Width)
            .permute(0, 1, 4, 6, 3, 2, 5, 7)
            .reshape(shape[0], grid.Count, shape[2] * Volume)
            .MoveToOuterDisposeScope();
    }

    /// <summary>"B (T H W) (C o p q) -> B (T o) C (H p) (W q)".</summary>
    public Tensor Unpatchify(Tensor rows_BSE, PatchGrid grid)
    {
        using var scope = NewDisposeScope();
        var shape = rows_BSE.shape;
        var channels = shape[2] / Volume;
        return rows_BSE
            .reshape(shape[0], grid.T, grid.H, grid.W, channels, Time, Height, Width)
            .permute(0, 1, 5, 4, 2, 6, 3, 7)
            .reshape(shape[0], grid.T * Time, channels, grid.H * Height, grid.W * Width)
            .MoveToOuterDisposeScope();
    }

    private static int Divide(long size, int patch, string name)
    {
        if (size % patch != 0 || size <= 0)
        {
            var below = size / patch * patch;
            throw new InputException(
                $"{name} {size} must divide by the patch size {patch}; nearest: {(below > 0 ? $"{below} or " : string.Empty)}{below + patch}.");
        }

        return (int)(size / patch);
    }
}
