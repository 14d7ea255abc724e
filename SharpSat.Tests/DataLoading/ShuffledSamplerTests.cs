using SharpSat.Core.Data;
using SharpSat.Core.Errors;

namespace SharpSat.Tests.DataLoading;

public sealed class ShuffledSamplerTests
{
    [Test]
    public void Next_OverOneEpoch_GivesEveryItemOnce()
    {
        var sampler = new ShuffledSampler(50, seed: 3);
        var items = sampler.Next(50);
        Assert.That(items.Select(i => i.Index).Order(), Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(items.Select(i => i.Index), Is.Not.EqualTo(Enumerable.Range(0, 50)));
    }

    [Test]
    public void Next_AcrossEpochs_DropsNothingAndChangesTheOrder()
    {
        var sampler = new ShuffledSampler(5, seed: 3);
        var items = sampler.Next(7).Concat(sampler.Next(8)).ToList();
        Assert.That(items.Select(i => i.Epoch), Is.EqualTo(Enumerable.Range(0, 15).Select(i => i / 5)));
        foreach (var epoch in items.GroupBy(i => i.Epoch))
        {
            Assert.That(epoch.Select(i => i.Index).Order(), Is.EqualTo(Enumerable.Range(0, 5)));
        }

        Assert.That(items.Take(5).Select(i => i.Index), Is.Not.EqualTo(items.Skip(10).Select(i => i.Index)));
    }

    [Test]
    public void Order_DependsOnTheSeedAlone_AndNeverChanges()
    {
        var order = new ShuffledSampler(10, seed: 1).Next(10).Select(i => i.Index).ToArray();
        Assert.That(new ShuffledSampler(10, seed: 1).Next(10).Select(i => i.Index), Is.EqualTo(order));
        Assert.That(new ShuffledSampler(10, seed: 2).Next(10).Select(i => i.Index), Is.Not.EqualTo(order));
        Assert.That(order, Is.EqualTo(new[] { 6, 9, 3, 5, 1, 0, 4, 8, 2, 7 }), "computed apart from this code");
    }

    [Test]
    public void Restore_ContinuesExactly()
    {
        var sampler = new ShuffledSampler(7, seed: 4);
        sampler.Next(10);
        var saved = sampler.Save();
        var expected = sampler.Next(20);
        var other = new ShuffledSampler(7, seed: 4);
        other.Restore(saved);
        Assert.That(other.Next(20), Is.EqualTo(expected));
        Assert.That(saved, Is.EqualTo(new SamplerState(7, 1, 3)));
    }

    [Test]
    public void Ranks_TogetherSeeTheSameStreamAsOneProcess()
    {
        var whole = new ShuffledSampler(5, seed: 9).Next(12);
        var first = new ShuffledSampler(5, seed: 9, rank: 0, worldSize: 2).Next(6);
        var second = new ShuffledSampler(5, seed: 9, rank: 1, worldSize: 2).Next(6);
        Assert.That(first.Zip(second).SelectMany(p => new[] { p.First, p.Second }), Is.EqualTo(whole));
    }

    [Test]
    public void WithoutShuffling_KeepsTheSourceOrder()
    {
        var sampler = new ShuffledSampler(3, seed: 1, shuffle: false);
        Assert.That(sampler.Next(4).Select(i => i.Index), Is.EqualTo(new[] { 0, 1, 2, 0 }));
    }

    [Test]
    public void EmptyDataSet_IsRefused()
    {
        Assert.That(() => new ShuffledSampler(0, 1), Throws.TypeOf<InputException>().With.Message.Contains("no items"));
    }

    [Test]
    public void Restore_AfterTheDataSetChanged_IsRefused()
    {
        var sampler = new ShuffledSampler(8, 1);
        Assert.That(
            () => sampler.Restore(new SamplerState(7, 0, 3)),
            Throws.TypeOf<InputException>().With.Message.Contains("8 items").And.Message.Contains("7 when"));
    }
}
