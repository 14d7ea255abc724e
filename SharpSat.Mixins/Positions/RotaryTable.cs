using SharpSat.Core.Errors;
using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>
/// Rotations of the grids in use. Their tables are kept, so a sampling loop computes them once.
/// </summary>
internal sealed class RotaryTable : IDisposable
{
    private const int Kept = 8;
    private readonly Rotary3DParams _p;
    private readonly Dictionary<Key, Rotation> _tables = [];
    private readonly Lock _lock = new();

    /// <exception cref="InputException">The head size does not divide by 16.</exception>
    public RotaryTable(Rotary3DParams p)
    {
        _ = RotaryGrid.Parts(p.HeadSize);
        _p = p;
    }

    /// <summary>The rotation of a grid behind <paramref name="text"/> unrotated tokens.</summary>
    /// <exception cref="InputException">The grid is larger than the table in some direction.</exception>
    public Rotation For(PatchGrid grid, int text, ScalarType dtype, Device device)
    {
        var key = new Key(grid, text, dtype, device.type, device.index);
        lock (_lock)
        {
            if (!_tables.TryGetValue(key, out var rotation))
            {
                if (_tables.Count >= Kept)
                {
                    // Another thread may be using one, so they are left to the collector.
                    _tables.Clear();
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
        var video_SD = RotaryGrid.Angles(_p.Fit, _p.Grid, grid, _p.HeadSize, _p.Theta);
        var angles_SD = cat([zeros(text, _p.HeadSize), video_SD], 0);
        var (cos_SD, sin_SD) = (angles_SD.cos().to(dtype, device), angles_SD.sin().to(dtype, device));
        var turn_SP = dtype == ScalarType.Float32 ? complex(EveryOther(cos_SD), EveryOther(sin_SD)) : null;
        return new Rotation(cos_SD.DetachFromDisposeScope(), sin_SD.DetachFromDisposeScope(), turn_SP?.DetachFromDisposeScope());
    }

    private static Tensor EveryOther(Tensor x_SD) => x_SD.unflatten(1, [-1, 2]).select(2, 0).contiguous();

    private readonly record struct Key(PatchGrid Grid, int Text, ScalarType Dtype, DeviceType DeviceType, int DeviceIndex);
}
