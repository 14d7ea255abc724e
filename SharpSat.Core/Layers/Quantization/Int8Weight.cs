using SharpSat.Core.Tensors.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers.Quantization;

/// <summary>Weights as whole numbers from -127 to 127 with one factor for each output: a quarter of float32, half of bfloat16.</summary>
internal static class Int8Weight
{
    private const int Largest = 127;

    /// <summary>The numbers [out, in] (int8) and the factors [out] (float32), each chosen so that a row's largest number is 127.</summary>
    /// <param name="weight_OI">A float weight.</param>
    public static (Tensor Numbers_OI, Tensor Factors_O) Round(Tensor weight_OI)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var exact = weight_OI.detach().to(ScalarType.Float32);
        var factors = exact.abs().amax([1]) / Largest;
        factors = where(factors.eq(0), ones_like(factors), factors);
        var numbers = (exact / factors.unsqueeze(1)).round_().clamp_(-Largest, Largest).to(ScalarType.Int8);
        return (numbers.MoveToOuterDisposeScope(), factors.MoveToOuterDisposeScope());
    }

    /// <summary>The weight that the numbers stand for, in the type of the product that it is needed for.</summary>
    public static Tensor Restore(Tensor numbers_OI, Tensor factors_O, ScalarType dtype)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var weight_OI = numbers_OI.device_type == DeviceType.CPU ? KernelTensor.New(numbers_OI.shape, dtype) : empty_like(numbers_OI, dtype);
        weight_OI.copy_(numbers_OI);
        weight_OI.mul_(factors_O.unsqueeze(1));
        return weight_OI.MoveToOuterDisposeScope();
    }
}
