using SharpSat.Core.Training.Memory;

namespace SharpSat.Tests.Training.Memory;

public sealed class PeakMemoryTests
{
    [TestCase("VmHWM:\t     532 kB", 532)]
    [TestCase("VmHWM:\t 9999999 kB", 9999999)]
    [TestCase("VmHWM:\t12345678 kB", 12345678)]
    public void Kilobytes_AreRead_WhateverTheirLength(string line, long expected) => Assert.That(PeakMemory.Kilobytes(line), Is.EqualTo(expected));

    [Test]
    public void Of_CountsWhatWasGivenBackBeforeTheEnd()
    {
        const int Size = 64 << 20;
        var before = Environment.WorkingSet;
        var peak = PeakMemory.Of(() =>
        {
            var block = new byte[Size];
            Array.Fill(block, (byte)1);
            GC.KeepAlive(block);
        });
        Assert.That(peak - before, Is.GreaterThan(Size / 2));
    }
}
