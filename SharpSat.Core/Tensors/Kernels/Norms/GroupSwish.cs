using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels.Norms;

// B batch, C channels, T frames, H, W; t, h, w of the small tensors.

/// <summary>
/// swish(group_norm(x) * scale + shift) for inference: one pass for the norm's sums, one for all the rest. Scale and shift may
/// be smaller in time and space; their nearest value counts, without an enlarged copy.
/// </summary>
internal static unsafe class GroupSwish
{
    /// <summary>Whether the kernel takes these features.</summary>
    public static bool Serves(Tensor x_BCTHW, Tensor weight_C) =>
        KernelChoice.ServesType(x_BCTHW) && x_BCTHW.dim() == 5 && x_BCTHW.is_contiguous() && x_BCTHW.numel() > 0 && x_BCTHW.size(4) >= KernelChoice.Lanes
        && x_BCTHW.stride(1) % KernelChoice.Lanes == 0 && weight_C.dtype == x_BCTHW.dtype && weight_C.numel() == x_BCTHW.size(1) && !is_grad_enabled();

    /// <summary>Normalises, modulates if asked, and applies x * sigmoid(x).</summary>
    /// <param name="x_BCTHW">Features.</param>
    /// <param name="weight_C">Of the norm.</param>
    /// <param name="bias_C">Of the norm.</param>
    /// <param name="groups">Of the norm.</param>
    /// <param name="epsilon">Of the norm.</param>
    /// <param name="field">Scale and shift, or null.</param>
    public static Tensor Apply(Tensor x_BCTHW, Tensor weight_C, Tensor bias_C, long groups, double epsilon, ModulationField? field)
    {
        using var scope = NewDisposeScope();
        var y_BCTHW = KernelTensor.New(x_BCTHW.shape, x_BCTHW.dtype);
        if (x_BCTHW.dtype == ScalarType.Float32)
        {
            Run<SingleLane>(x_BCTHW, weight_C, bias_C, (int)groups, (float)epsilon, field, y_BCTHW);
        }
        else
        {
            Run<BrainLane>(x_BCTHW, weight_C, bias_C, (int)groups, (float)epsilon, field, y_BCTHW);
        }

        return y_BCTHW.MoveToOuterDisposeScope();
    }

    private static void Run<T>(Tensor x_BCTHW, Tensor weight_C, Tensor bias_C, int groups, float epsilon, ModulationField? field, Tensor y_BCTHW)
        where T : unmanaged, ILane<T>
    {
        var shape = x_BCTHW.shape;
        var (channels, frames, height, width) = ((int)shape[1], (int)shape[2], (int)shape[3], (int)shape[4]);
        using var weight = KernelTensor.Wide(weight_C);
        using var bias = KernelTensor.Wide(bias_C);
        using var scales = field is null ? null : KernelTensor.Wide(field.Scale_BCthw);
        using var shifts = field is null ? null : KernelTensor.Wide(field.Shift_BCthw);
        float* w = KernelTensor.Data<float>(weight), b = KernelTensor.Data<float>(bias);
        float* scale = scales is null ? null : KernelTensor.Data<float>(scales), shift = shifts is null ? null : KernelTensor.Data<float>(shifts);
        T* x = KernelTensor.Data<T>(x_BCTHW), y = KernelTensor.Data<T>(y_BCTHW);
        var moments = GroupMoments.Of(x, (int)shape[0] * groups, x_BCTHW.numel() / (shape[0] * groups), epsilon);
        var plane = (long)height * width;
        RowPieces.Run((int)(shape[0] * channels * frames), x_BCTHW.numel(), piece =>
        {
            var (channel, frame) = (piece / frames, piece % frames);
            var (mean, spread) = moments[channel / (channels / groups)];
            var factor = w[channel % channels] * spread;
            var offset = b[channel % channels] - (mean * factor);
            T* from = x + (piece * plane), to = y + (piece * plane);
            if (field is null || scale is null || shift is null)
            {
                Plane(from, to, plane, factor, offset);
                return;
            }

            var small = (((long)channel * field.Frames) + field.FrameOf(frame, frames)) * field.Height * field.Width;
            var line = stackalloc float[2 * width];
            var at = -1;
            for (var row = 0; row < height; row++)
            {
                var source = field.RowOf(row, height);
                if (source != at)
                {
                    at = source;
                    Spread(scale + small + ((long)at * field.Width), shift + small + ((long)at * field.Width), field, line, width, factor, offset);
                }

                Line(from + ((long)row * width), to + ((long)row * width), line, width);
            }
        });
        GC.KeepAlive(x_BCTHW);
    }

    // (x factor + offset) scale + shift = x (factor scale) + (offset scale + shift).
    private static void Spread(float* scale, float* shift, ModulationField field, float* line, int width, float factor, float offset)
    {
        for (var i = 0; i < width; i++)
        {
            var source = field.ColumnOf(i, width);
            line[i] = factor * scale[source];
            line[width + i] = (offset * scale[source]) + shift[source];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line<T>(T* x, T* y, float* line, int width)
        where T : unmanaged, ILane<T>
    {
        // The last step may overlap the one before it.
        var end = width - KernelChoice.Lanes;
        var last = Swish(Vector512.FusedMultiplyAdd(T.Load(x + end), Vector512.Load(line + end), Vector512.Load(line + width + end)));
        for (var i = 0; i < end; i += KernelChoice.Lanes)
        {
            T.Store(y + i, Swish(Vector512.FusedMultiplyAdd(T.Load(x + i), Vector512.Load(line + i), Vector512.Load(line + width + i))));
        }

        T.Store(y + end, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plane<T>(T* x, T* y, long count, float factor, float offset)
        where T : unmanaged, ILane<T>
    {
        var (by, plus) = (Vector512.Create(factor), Vector512.Create(offset));
        var end = count - KernelChoice.Lanes;
        var last = Swish(Vector512.FusedMultiplyAdd(T.Load(x + end), by, plus));
        for (var i = 0L; i < end; i += KernelChoice.Lanes)
        {
            T.Store(y + i, Swish(Vector512.FusedMultiplyAdd(T.Load(x + i), by, plus)));
        }

        T.Store(y + end, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Swish(Vector512<float> x) =>
        x / (Vector512<float>.One + RowMath.Exp(Vector512.MinNative(-x, Vector512.Create(80f))));
}
