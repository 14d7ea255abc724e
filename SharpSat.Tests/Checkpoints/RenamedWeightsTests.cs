using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

public sealed class RenamedWeightsTests
{
    [Test]
    public void Names_AreMapped_AndNullLeavesOut()
    {
        using var source = Source();
        using var renamed = new RenamedWeights(source, name => name == "b" ? null : "x." + name, leaveOpen: true);
        Assert.That(renamed.Entries.Keys, Is.EqualTo(new[] { "x.a" }));
        Assert.That(renamed.Entries["x.a"].Name, Is.EqualTo("x.a"));
        using var value = renamed.Read("x.a");
        Assert.That(value.numel(), Is.EqualTo(2));
        Assert.That(Assert.Throws<InputException>(() => renamed.Read("b"))!.Message, Does.Contain("no tensor 'b'"));
    }

    [Test]
    public void TwoOfOneName_AreRefused()
    {
        using var source = Source();
        Assert.That(Assert.Throws<InputException>(() => _ = new RenamedWeights(source, _ => "same"))!.Message, Does.Contain("both 'a' and 'b'"));
    }

    private static MemoryWeights Source()
    {
        using var scope = NewDisposeScope();
        return new MemoryWeights([("a", ones(2)), ("b", ones(3))]);
    }
}
