using SharpSat.Core.Errors;
using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>
/// Rotation angles of a largest grid. A head is divided into D/4 values for t, 3D/8 for h, 3D/8 for w. Tables of the
/// grids in use are kept, so a sampling loop computes them once.
/// </summary>
internal sealed class RotaryTable : IDisposable
{
    private const int Kept = 8;
    private readonly PatchGrid _largest;
    private readonly int _headSize;
    private readonly double _theta;
    private readonly Dictionary<Key, Rotation> _tables = [];
    private readonly Lock _lock = new();

    public RotaryTable(PatchGrid largest, int headSize, double theta)
    {
        if (headSize % 16 != 0)
        {
            throw new InputException(
                $"3D rotary positions need a head size that divides by 16; {headSize} does not (nearest: {Math.Max(16, headSize / 16 * 16)}, {(headSize / 16 * 16) + 16}).");
        }

        _largest = largest;
        _headSize = headSize;
        _theta = theta;
    }

    /// <summary>The rotation of a grid behind <paramref name="text"/> unrotated tokens.</summary>
    /// <exception cref="InputException">The grid is larger than the table in some direction.</exception>
    public Rotation For(PatchGrid grid, int text, ScalarType dtype, Device device)
    {
        if (grid.T > _largest.T || grid.H > _largest.H || grid.W > _largest.W)
        {
            throw new InputException(
                $"A sample of {grid} patches (t x h x w) is larger than the rotary table of {_largest}; reduce it to at most {_largest} (height and width are not interchangeable).");
        }

        var key = new Key(grid, text, dtype, device.type, device.index);
        lock (_lock)
        {
            if (!_tables.TryGetValue(key, out var rotation))
            {
                if (_tables.Count >= Kept)
                {
                    Dispose();
                }

                _tables[key] = rotation = Compute(grid, text, dtype, device);
            }

            return rotation;
        }
    }

    public void Dispose()
    {
        foreach (var rotation in _tables.Values)
        {
            rotation.Dispose();
        }

        _tables.Clear();
    }

    private Rotation Compute(PatchGrid grid, int text, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (sizeT, sizeHw) = (_headSize / 4, _headSize / 8 * 3);
        var t = Angles(grid.T, sizeT).view(grid.T, 1, 1, sizeT).expand(grid.T, grid.H, grid.W, sizeT);
        var h = Angles(grid.H, sizeHw).view(1, grid.H, 1, sizeHw).expand(grid.T, grid.H, grid.W, sizeHw);
        var w = Angles(grid.W, sizeHw).view(1, 1, grid.W, sizeHw).expand(grid.T, grid.H, grid.W, sizeHw);
        var angles_SD = cat([zeros(text, _headSize), cat([t, h, w], -1).reshape(grid.Count, _headSize)], 0);
        return new Rotation(
            angles_SD.cos().to(dtype, device).DetachFromDisposeScope(), angles_SD.sin().to(dtype, device).DetachFromDisposeScope());
    }

    // Each frequency stands twice, once for either half of its pair.
    private Tensor Angles(int positions, int size)
    {
        var frequencies = 1.0 / pow(_theta, arange(0, size, 2, ScalarType.Float32) / size);
        return outer(arange(positions, ScalarType.Float32), frequencies).repeat_interleave(2, -1);
    }

    private readonly record struct Key(PatchGrid Grid, int Text, ScalarType Dtype, DeviceType DeviceType, int DeviceIndex);
}
