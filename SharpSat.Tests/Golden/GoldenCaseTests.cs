using static TorchSharp.torch;

namespace SharpSat.Tests.Golden;

public sealed class GoldenCaseTests
{
    [TestCase("checkpoint-io")]
    [TestCase("dit-2b")]
    [TestCase("dit-5b")]
    [TestCase("engine")]
    [TestCase("hooks")]
    [TestCase("lora")]
    [TestCase("loss")]
    [TestCase("samplers")]
    [TestCase("schedules")]
    [TestCase("t5")]
    [TestCase("vae")]
    public void Open_EveryTensor_HasTheRecordedShapeAndEqualsItself(string name)
    {
        using var golden = GoldenCase.Open("sat", name);
        foreach (var tensorName in golden.TensorNames)
        {
            using var value = golden.Tensor(tensorName);
            Assert.That((string?)golden.Json["tensors"]![tensorName], Does.EndWith($"[{string.Join(",", value.shape)}]"), tensorName);
            golden.Compare(tensorName, value);
        }
    }

    [Test]
    public void Compare_BeyondTheTolerance_FailsAndSaysByHowMuch()
    {
        using var golden = GoldenCase.Open("sat", "dit-2b");
        var name = golden.TensorNames.First(n => n.EndsWith("out.y", StringComparison.Ordinal) || n.Contains(".out.", StringComparison.Ordinal));
        using var wrong = golden.Tensor(name).add_(0.5);
        var failure = Assert.Throws<AssertionException>(() => Isolated(() => golden.Compare(name, wrong)));
        Assert.That(failure!.Message, Does.Contain("max abs error 0.5").And.Contains("atol"));
    }

    [Test]
    public void Compare_NotANumber_Fails()
    {
        using var golden = GoldenCase.Open("sat", "dit-2b");
        var name = golden.TensorNames.First(n => n.Contains(".out.", StringComparison.Ordinal));
        using var wrong = golden.Tensor(name).fill_(double.NaN);
        Assert.Throws<AssertionException>(() => Isolated(() => golden.Compare(name, wrong)));
    }

    [Test]
    public void RecordedNoise_HandsOutDrawsInOrder_AndCountsThem()
    {
        using var first = arange(6, ScalarType.Float32);
        using var second = ones(2, ScalarType.Int64);
        var noise = new RecordedNoise([first, second]);
        using var a = noise.Normal([2, 3], ScalarType.Float32, CPU);
        using var b = noise.Integers(0, 5, [2], CPU);
        Assert.That(a.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(b.dtype, Is.EqualTo(ScalarType.Int64));
        noise.AssertAllUsed();
    }

    // NUnit records a failed assertion in the running test even if its exception is caught; a context of its own keeps it out.
    private static void Isolated(Action check)
    {
        using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
        {
            check();
        }
    }
}
