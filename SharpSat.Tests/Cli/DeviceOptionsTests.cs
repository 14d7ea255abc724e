using SharpSat.Cli.Commands;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Cli;

public sealed class DeviceOptionsTests
{
    private static readonly Device Gpu = new(DeviceType.CUDA, 0);

    [Test]
    public void OneGpuForSeveralProcesses_IsRefused() => Assert.That(
        () => DeviceOptions.ParseDevice("cuda:0", 0, processes: 2),
        Throws.TypeOf<InputException>().With.Message.Contains("2 processes cannot share one GPU; use --device cuda"));

    [TestCase("tiny", ScalarType.Float32)]
    [TestCase("cogvideox-2b", ScalarType.Float16)]
    [TestCase("cogvideox-5b", ScalarType.BFloat16)]
    public void Dtype_NotGiven_IsFloat32OnTheCpu_AndTheModelsOwnOnAGpu(string preset, ScalarType onGpu)
    {
        var legal = Legal(preset);
        Assert.That(DeviceOptions.ParseDtype(null, legal, CPU), Is.EqualTo(ScalarType.Float32));
        Assert.That(DeviceOptions.ParseDtype(null, legal, Gpu), Is.EqualTo(onGpu));
        Assert.That(DeviceOptions.ParseDtype("bf16", legal, CPU), Is.EqualTo(ScalarType.BFloat16));
    }

    [Test]
    public void Dtype_Fp16ForAModelTrainedInBf16_IsRefused() => Assert.That(
        Assert.Throws<InputException>(() => DeviceOptions.ParseDtype("fp16", Legal("cogvideox-5b"), Gpu))!.Message,
        Is.EqualTo("--dtype fp16: this model can be used in bf16 or fp32 only (model.dtypes)."));

    [Test]
    public void Dtype_ModelWithoutFloat32_TakesItsFirstOnTheCpu() =>
        Assert.That(DeviceOptions.ParseDtype(null, [WeightType.Bf16], CPU), Is.EqualTo(ScalarType.BFloat16));

    private static IReadOnlyList<WeightType> Legal(string preset) => RunConfigFile.Load([preset]).Config.Model.Dtypes;
}
