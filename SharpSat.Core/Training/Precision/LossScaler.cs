using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Precision;

/// <summary>
/// Dynamic loss scaling (Micikevicius et al., "Mixed Precision Training", 2018, section 3.2; the figures are those of
/// PyTorch's GradScaler): the loss is multiplied so that small float16 gradients do not vanish; a step whose gradients
/// overflow is left out and halves the factor, and many good steps in a row double it.
/// </summary>
public sealed class LossScaler
{
    /// <summary>Where the factor starts.</summary>
    public const double Initial = 65536;

    /// <summary>Good steps in a row before the factor is doubled.</summary>
    public const long GrowthInterval = 2000;

    // Below this the gradients themselves, not the scaling, are what overflows.
    private const double Least = 1;

    /// <summary>What the loss is multiplied by.</summary>
    public double Scale { get; private set; } = Initial;

    /// <summary>Good steps since the factor last changed.</summary>
    public long GoodSteps { get; private set; }

    /// <summary>Takes up a saved state.</summary>
    public void Restore(double scale, long goodSteps) => (Scale, GoodSteps) = (scale, goodSteps);

    /// <summary>Divides the gradients by the factor, in place.</summary>
    public void Unscale(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var gradient in parameters.Select(p => p.grad).OfType<Tensor>())
        {
            gradient.mul_(1 / Scale);
        }
    }

    /// <summary>Counts a step whose gradients were finite.</summary>
    public void Good()
    {
        if (++GoodSteps == GrowthInterval)
        {
            (Scale, GoodSteps) = (Scale * 2, 0);
        }
    }

    /// <summary>Counts a step whose gradients were not finite.</summary>
    /// <returns>Whether a smaller factor is left to try.</returns>
    public bool Overflow()
    {
        (Scale, GoodSteps) = (Scale / 2, 0);
        return Scale >= Least;
    }
}
