using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Ema;

/// <summary>
/// Exponential moving averages of parameters, float32. They start as copies of the parameters before the first step;
/// after step n the decay is min(largest, (1 + n) / (10 + n)), so that the first steps are forgotten soon. Reference:
/// <c>sat.ops.FusedEmaAdam</c>.
/// </summary>
public sealed class ParameterAverage : IDisposable
{
    private IReadOnlyList<NamedParameter> _parameters;
    private readonly Dictionary<string, Tensor> _averages;
    private readonly double _largestDecay;

    /// <summary>Copies the parameters as they are now.</summary>
    /// <param name="parameters">Followed from now on.</param>
    /// <param name="largestDecay">Decay after many steps, in [0, 1).</param>
    /// <param name="steps">Steps that the copies have followed before, in a run that is resumed.</param>
    public ParameterAverage(IReadOnlyList<NamedParameter> parameters, double largestDecay = 0.9999, long steps = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegative(largestDecay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(largestDecay, 1);
        _parameters = parameters;
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        _largestDecay = largestDecay;
        Steps = steps;
        _averages = parameters.ToDictionary(
            p => p.Name, p => p.Value.detach().to(ScalarType.Float32).clone().DetachFromDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>Optimizer steps followed so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The average of a parameter; it belongs to this object and changes with the next <see cref="Update"/>.</summary>
    public Tensor this[string name] => _averages[name];

    /// <summary>The decay of step <paramref name="step"/> (the first is 1).</summary>
    public double Decay(long step) => Math.Min(_largestDecay, (1.0 + step) / (10.0 + step));

    /// <summary>Moves the averages towards the parameters; call it after each optimizer step.</summary>
    public void Update()
    {
        using var guard = no_grad();
        Steps++;
        var remaining = 1 - Decay(Steps);
        foreach (var parameter in _parameters)
        {
            using var scope = NewDisposeScope();
            var average = _averages[parameter.Name];
            average.add_(parameter.Value.to(ScalarType.Float32) - average, remaining);
        }
    }

    /// <summary>Follows other parameters of the same names from now on, the averages staying as they are.</summary>
    public void Follow(IReadOnlyList<NamedParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
    }

    /// <summary>Puts the averages into the parameters until the result is disposed, which brings back the parameters bit for bit.</summary>
    public IDisposable Apply()
    {
        using var guard = no_grad();
        var kept = _parameters.Select(p => (p.Value, Trained: p.Value.detach().clone().DetachFromDisposeScope())).ToList();
        foreach (var parameter in _parameters)
        {
            parameter.Value.copy_(_averages[parameter.Name]);
        }

        return new Applied(kept);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var average in _averages.Values)
        {
            average.Dispose();
        }
    }

    private sealed class Applied(IReadOnlyList<(TorchSharp.Modules.Parameter Value, Tensor Trained)> kept) : IDisposable
    {
        public void Dispose()
        {
            using var guard = no_grad();
            foreach (var (value, trained) in kept)
            {
                value.copy_(trained);
                trained.Dispose();
            }
        }
    }
}
