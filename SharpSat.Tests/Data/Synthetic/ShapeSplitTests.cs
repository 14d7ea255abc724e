using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Tests.Data.Synthetic;

public sealed class ShapeSplitTests
{
    [Test]
    public void HeldOut_Are24Of216_AndEveryValueIsStillSeen()
    {
        var held = ShapeFilter.Select([], [], ShapeSplit.HeldOut);
        var seen = ShapeFilter.Select([], [], ShapeSplit.Training);
        Assert.That((held.Count, seen.Count), Is.EqualTo((24, 192)));
        Assert.That(held.Concat(seen), Is.EquivalentTo(ShapeFilter.Select([], [])));
        Assert.That(held[0].Slug, Is.EqualTo("red-circle-left-black"));
        Assert.That(seen.Select(c => (c.Color, c.Shape)).Distinct().Count(), Is.EqualTo(18));
        Assert.That(seen.Select(c => (c.Direction, c.Background)).Distinct().Count(), Is.EqualTo(12));
    }

    [Test]
    public void Stars_AreHeldOut()
    {
        var stars = new[] { new ShapeFilter { Shapes = [ShapeKind.Star] } };
        Assert.That(ShapeFilter.Select(stars, [], ShapeSplit.Training), Is.Empty);
        Assert.That(ShapeFilter.Select(stars, [], ShapeSplit.All), Has.Count.EqualTo(72));
    }
}
