using SharpSat.Core.Training.Memory;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training.Memory;

[Platform("Linux")]
public sealed class NativeHeapTests
{
    [TestCase(1 << 20)]
    [TestCase(256 << 20)]
    public void UsedBytes_CountsATensorWhileItIsThere(long bytes)
    {
        var before = NativeHeap.UsedBytes();
        long during;
        using (ones(bytes / sizeof(float)))
        {
            during = NativeHeap.UsedBytes();
        }

        Assert.That(during - before, Is.EqualTo(bytes).Within(bytes / 4));
        Assert.That(NativeHeap.UsedBytes() - before, Is.LessThan(bytes / 4));
    }

    [Test]
    public void GiveBack_LeavesWhatIsInUse()
    {
        using var kept = arange(1000);
        NativeHeap.GiveBack();
        Assert.That(kept.sum().item<long>(), Is.EqualTo(499_500));
    }
}
