using SharpSat.Core.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>Checks that a strided view stays inside its storage, before any memory is taken for it.</summary>
internal static class TensorBounds
{
    private const int MaxRank = 64;

    // A stride of 0 makes any size out of one element; a copy of it must stay small.
    private const long MaxExpandedBytes = 64L << 20;

    /// <summary>The rule that the view breaks, or null.</summary>
    public static string? Violation(long elements, ScalarType dtype, long offset, long[] shape, long[] strides)
    {
        if (shape.Length > MaxRank || shape.Length != strides.Length)
        {
            return $"a tensor has {shape.Length} extents and {strides.Length} strides; they must be as many, at most {MaxRank}";
        }

        if (offset < 0 || shape.Any(extent => extent < 0) || strides.Any(stride => stride < 0))
        {
            return "a tensor has a negative offset, extent or stride";
        }

        try
        {
            var count = shape.Aggregate(1L, (product, extent) => checked(product * extent));

            // libtorch multiplies the extents of empty tensors as well.
            _ = shape.Aggregate(16L, (product, extent) => checked(product * Math.Max(extent, 1)));
            if (offset > elements || (count > 0 && checked(offset + Span(shape, strides)) > elements))
            {
                return $"a tensor of shape [{string.Join(", ", shape)}] reaches beyond its storage of {elements} elements";
            }

            var bytes = checked(count * SafetensorsDtype.Bytes(dtype));
            return count > elements && bytes > MaxExpandedBytes
                ? $"a tensor of shape [{string.Join(", ", shape)}] repeats {elements} stored elements into {bytes} bytes; at most {MaxExpandedBytes} are allowed"
                : null;
        }
        catch (OverflowException)
        {
            return $"a tensor claims the impossible shape [{string.Join(", ", shape)}]";
        }
    }

    /// <summary>Elements from the first to the last one of a view that is not empty, both included.</summary>
    public static long Span(long[] shape, long[] strides)
    {
        long span = 1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            span = checked(span + checked((shape[axis] - 1) * strides[axis]));
        }

        return span;
    }

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public static bool IsContiguous(long[] shape, long[] strides)
    {
        long expected = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && strides[axis] != expected)
            {
                return false;
            }

            expected *= shape[axis];
        }

        return true;
    }
}
