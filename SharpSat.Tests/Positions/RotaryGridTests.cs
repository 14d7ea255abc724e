using SharpSat.Core.Errors;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;
using static TorchSharp.torch;

namespace SharpSat.Tests.Positions;

public sealed class RotaryGridTests
{
    private static readonly PatchGrid Base = new(3, 6, 8);

    [Test]
    public void TheBaseGridItself_IsTheSameHoweverItIsFitted()
    {
        using var scope = NewDisposeScope();
        var cut = RotaryGrid.Angles(PositionFit.Cut, Base, Base, 32);
        Assert.That(RotaryGrid.Angles(PositionFit.FitToBase, Base, Base, 32).allclose(cut, 1e-6, 1e-5), Is.True);
        Assert.That(RotaryGrid.Angles(PositionFit.Slice, Base, Base, 32).equal(cut).all().item<bool>(), Is.True);
    }

    [Test]
    public void AFittedGrid_HasNoLargestSize_AndASlicedOneNoLastFrame()
    {
        using var scope = NewDisposeScope();
        Assert.That(RotaryGrid.Angles(PositionFit.FitToBase, Base, new PatchGrid(5, 12, 4), 16).shape, Is.EqualTo(new long[] { 240, 16 }));
        Assert.That(RotaryGrid.Angles(PositionFit.Slice, Base, new PatchGrid(9, 6, 8), 16).shape, Is.EqualTo(new long[] { 432, 16 }));
        Assert.Throws<InputException>(() => RotaryGrid.Angles(PositionFit.Cut, Base, new PatchGrid(4, 6, 8), 16));
        Assert.Throws<InputException>(() => RotaryGrid.Angles(PositionFit.Slice, Base, new PatchGrid(1, 8, 6), 16));
    }

    [TestCase(PositionFit.Cut)]
    [TestCase(PositionFit.Slice)]
    public void AGridTurnedOnItsSide_IsRefused(PositionFit fit) => Assert.That(
        Assert.Throws<InputException>(() => RotaryGrid.Angles(fit, Base, new PatchGrid(3, 8, 6), 16))!.Message,
        Does.StartWith("A sample of 3x8x6 patches").And.Contain("at most 3x6x8 (height and width are not interchangeable)"));

    [TestCase(48, 80, "2,0,29,45")]
    [TestCase(15, 20, "0,2,30,42")]
    [TestCase(30, 45, "0,0,30,45")]
    public void CropRegion_KeepsTheAspectRatio_AndRoundsHalfToEven(int height, int width, string expected)
    {
        var region = CropRegion.Fit((30, 45), (height, width));
        Assert.That($"{region.Top},{region.Left},{region.Bottom},{region.Right}", Is.EqualTo(expected));
    }

    [Test]
    public void AGivenTable_ForOtherTokens_IsRefused()
    {
        using var scope = NewDisposeScope();
        var table = new RotaryPositions(ones(4, 16), zeros(4, 16));
        Assert.That(table.Rotate(ones(1, 2, 6, 16), 2).equal(ones(1, 2, 6, 16)).all().item<bool>(), Is.True);
        Assert.That(Assert.Throws<InputException>(() => table.Rotate(ones(1, 2, 6, 16), 1))!.Message, Does.Contain("5 video tokens of head size 16 need [5, 16]"));
    }
}
