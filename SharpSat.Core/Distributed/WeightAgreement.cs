using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>Finds out whether the processes still have the same weights, which everything else rests on.</summary>
internal static class WeightAgreement
{
    /// <summary>Compares sums of all weights.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Require(IReadOnlyList<NamedParameter> trained, IProcessGroup group, long step)
    {
        if (group.Size == 1)
        {
            return;
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var own = stack(trained.Select(p => p.Value.detach().to(ScalarType.Float64).sum().cpu()));
        var first = own.clone();
        group.Broadcast(first, 0);
        var differ = own.ne(first).to(ScalarType.Float32);
        group.Sum(differ);
        var names = trained.Zip(differ.data<float>().ToArray()).Where(p => p.Second > 0).Select(p => p.First.Name).ToList();
        if (names.Count > 0)
        {
            throw new InvalidOperationException(
                $"After step {step} the processes' weights differ in {names.Count} of {trained.Count} parameters, first '{names[0]}'; no checkpoint is written. Are all machines of one kind, and is the data the same everywhere?");
        }
    }
}
