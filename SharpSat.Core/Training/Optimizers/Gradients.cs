using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Optimizers;

/// <summary>What is done with all gradients of a model together.</summary>
public static class Gradients
{
    /// <summary>The Euclidean norm of all gradients as one vector; 0 if there are none.</summary>
    public static double Norm(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var norms = Of(parameters).Select(g => linalg.vector_norm(g.to(ScalarType.Float32))).ToList();
        return norms.Count == 0 ? 0 : linalg.vector_norm(stack(norms)).item<float>();
    }

    /// <summary>Scales all gradients down so that their common norm is at most <paramref name="limit"/> (Pascanu et al., 2013).</summary>
    /// <param name="parameters">The same that <paramref name="norm"/> was taken of.</param>
    /// <param name="norm">Their norm now.</param>
    /// <param name="limit">Largest norm; 0 does not clip.</param>
    public static void Clip(IEnumerable<Parameter> parameters, double norm, double limit)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (limit <= 0 || norm <= limit)
        {
            return;
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var gradient in Of(parameters))
        {
            gradient.mul_(limit / norm);
        }
    }

    /// <summary>Drops all gradients, so that a parameter a step does not use is told from one with a zero gradient.</summary>
    public static void Clear(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var parameter in parameters)
        {
            parameter.grad = null;
        }
    }

    /// <summary>The name of the first parameter whose gradient holds an infinity or NaN, or null.</summary>
    public static string? FirstNonFinite(IEnumerable<NamedParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var scope = NewDisposeScope();
        return parameters.FirstOrDefault(p => p.Value.grad is { } gradient && !gradient.isfinite().all().item<bool>())?.Name;
    }

    private static IEnumerable<Tensor> Of(IEnumerable<Parameter> parameters) =>
        parameters.Select(p => p.grad).OfType<Tensor>();
}
