using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>Averages gradients over the processes, many small ones at a time in one message.</summary>
internal static class GradientAverage
{
    // Large enough that a message's latency does not count, small enough to need little memory beside the gradients.
    private const long BucketElements = 4 << 20;

    /// <summary>Replaces every gradient by its mean. One that some processes lack counts as zero there.</summary>
    /// <param name="parameters">The same ones in the same order everywhere.</param>
    /// <param name="group">The processes.</param>
    public static void Apply(IReadOnlyList<Parameter> parameters, IProcessGroup group)
    {
        if (group.Size == 1)
        {
            return;
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var present = tensor(parameters.Select(p => p.grad is null ? 0f : 1f).ToArray());
        group.Sum(present);
        var somewhere = present.data<float>().ToArray();
        var (bucket, elements) = (new List<Tensor>(), 0L);
        foreach (var parameter in parameters.Where((_, i) => somewhere[i] > 0))
        {
            if (parameter.grad is null)
            {
                parameter.grad = zeros_like(parameter);
            }

            bucket.Add(parameter.grad!);
            elements += parameter.numel();
            if (elements >= BucketElements)
            {
                Send(bucket, group);
                elements = 0;
            }
        }

        Send(bucket, group);
    }

    private static void Send(List<Tensor> bucket, IProcessGroup group)
    {
        if (bucket.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var joined = cat(bucket.Select(gradient => gradient.detach().to(ScalarType.Float32).flatten()).ToArray());
        group.Sum(joined);
        joined.div_(group.Size);
        var parts = joined.split([.. bucket.Select(gradient => gradient.numel())]);
        foreach (var (gradient, part) in bucket.Zip(parts))
        {
            gradient.copy_(part.view(gradient.shape));
        }

        bucket.Clear();
    }
}
