using SharpSat.Core.Checkpoints.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors.Kernels;

/// <summary>Small conversions around kernels; results belong to the caller's scope.</summary>
internal static unsafe class KernelTensor
{
    /// <summary>A tensor's numbers.</summary>
    public static T* Data<T>(Tensor x)
        where T : unmanaged => (T*)TensorPointer.Of(x);

    /// <summary>A small tensor as float32 without gaps, itself if it is that already.</summary>
    public static Tensor Wide(Tensor x) => x.to(ScalarType.Float32).contiguous();

    /// <summary>Uninitialised memory of the shape and type given, from the <see cref="BlockPool"/> unless it is very small or large.</summary>
    public static Tensor New(long[] shape, ScalarType dtype)
    {
        var bytes = shape.Aggregate((long)dtype.ElementSize(), (product, size) => product * size);
        if (!BlockPool.Serves(bytes))
        {
            return empty(shape, dtype, CPU);
        }

        InitializeDeviceType(DeviceType.CPU);
        var block = BlockPool.Take(bytes);
        fixed (long* sizes = shape)
        {
            var handle = NativeTensor.New(block, &BlockPool.Return, sizes, shape.Length, (sbyte)dtype, (sbyte)dtype, 0, 0, 0);
            CheckForErrors();
            return Tensor.UnsafeCreateTensor(handle);
        }
    }
}
