using System.Collections.Concurrent;
using SharpSat.Core.Distributed;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed;

public sealed class DividedWorkTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    public void Figures_AreTheWorkersOwn_AndEachPieceIsWorkedOnOnce(int size)
    {
        var worked = new ConcurrentBag<int>();
        ThreadGroup.Run(size, group =>
        {
            var figures = DividedWork.Figures(
                3,
                2,
                piece =>
                {
                    worked.Add(piece);
                    return [Math.PI * (piece + 1), piece == 1 ? double.NaN : -1e-300];
                },
                group);
            Assert.That(figures, Is.EqualTo(new[] { new[] { Math.PI, -1e-300 }, [Math.PI * 2, double.NaN], [Math.PI * 3, -1e-300] }), group.Name);
        });
        Assert.That(worked.Order(), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void Figures_OfTheWrongNumber_AreRefused()
    {
        using var alone = new OneProcess();
        Assert.That(() => DividedWork.Figures(2, 3, _ => [1], alone), Throws.ArgumentException);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Tensors_OfAnyShapeAndType_ReachAll(int size) => ThreadGroup.Run(size, group =>
    {
        using var scope = NewDisposeScope();
        var tensors = DividedWork.Tensors(
            4,
            piece => piece switch
            {
                0 => tensor(new byte[] { 1, 255, 3, 4, 5, 6 }).view(2, 3).t(),
                1 => full([2, 1, 2], 0.25, ScalarType.Float64),
                2 => tensor(7L),
                _ => zeros(0, 5),
            },
            group);
        Assert.That(tensors.Select(t => (t.dtype, t.numel())), Is.EqualTo(new[] { (ScalarType.Byte, 6L), (ScalarType.Float64, 4), (ScalarType.Int64, 1), (ScalarType.Float32, 0) }));
        Assert.That(tensors[0].shape, Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(tensors[0].contiguous().data<byte>().ToArray(), Is.EqualTo(new byte[] { 1, 4, 255, 5, 3, 6 }));
        Assert.That(tensors[1].shape, Is.EqualTo(new long[] { 2, 1, 2 }));
        Assert.That(tensors[1].data<double>().ToArray(), Is.All.EqualTo(0.25));
        Assert.That(tensors[2].item<long>(), Is.EqualTo(7));
        Assert.That(tensors[3].shape, Is.EqualTo(new long[] { 0, 5 }));
    });
}
