using SharpSat.Core.Checkpoints;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

/// <summary>Compares weight sources bit for bit: names, types, shapes, data.</summary>
internal static class SameWeights
{
    public static void Assert(IWeightSource actual, IWeightSource expected)
    {
        NUnit.Framework.Assert.That(actual.Entries.Keys, Is.EquivalentTo(expected.Entries.Keys));
        foreach (var name in expected.Entries.Keys)
        {
            using var scope = NewDisposeScope();
            var (a, b) = (actual.Read(name).contiguous(), expected.Read(name).contiguous());
            NUnit.Framework.Assert.That(a.dtype, Is.EqualTo(b.dtype), name);
            NUnit.Framework.Assert.That(a.shape, Is.EqualTo(b.shape), name);
            NUnit.Framework.Assert.That(a.bytes.SequenceEqual(b.bytes), name);
        }
    }
}
