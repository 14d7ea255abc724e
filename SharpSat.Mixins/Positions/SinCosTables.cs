using SharpSat.Mixins.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.Positions;

/// <summary>Computed sine-cosine tables of the grids in use. They are kept, so a sampling loop computes them once.</summary>
internal sealed class SinCosTables(SinCos3DParams p) : IDisposable
{
    private const int Kept = 8;
    private readonly Dictionary<(PatchGrid Grid, ScalarType Dtype, string Device), Tensor> _computed = [];
    private readonly Lock _lock = new();

    /// <summary>The table of a size [1, text + patches, E], of the type and on the device of <paramref name="like"/>.</summary>
    public Tensor For(PatchGrid grid, Tensor like)
    {
        lock (_lock)
        {
            var key = (grid, like.dtype, like.device.ToString());
            if (!_computed.TryGetValue(key, out var table))
            {
                if (_computed.Count >= Kept)
                {
                    Forget();
                }

                using var scope = NewDisposeScope();
                using var guard = no_grad();
                _computed[key] = table = SinCos3DMixin.Compute(p, grid).to(like.dtype, like.device).DetachFromDisposeScope();
            }

            return table.alias();
        }
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        foreach (var table in _computed.Values)
        {
            table.Dispose();
        }

        _computed.Clear();
    }
}
