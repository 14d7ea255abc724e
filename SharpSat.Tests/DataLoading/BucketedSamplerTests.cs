using SharpSat.Core.Data;
using SharpSat.Core.Errors;

namespace SharpSat.Tests.DataLoading;

public sealed class BucketedSamplerTests
{
    // Buckets of 5, 1 and 3 items, mixed.
    private static readonly int[] _bucketOf = [0, 2, 0, 7, 0, 2, 0, 0, 2];

    [Test]
    public void EveryBatch_HasItemsOfOneBucket()
    {
        var sampler = new BucketedSampler(_bucketOf, 2, seed: 3);
        for (var batch = 0; batch < 30; batch++)
        {
            Assert.That(sampler.Next(2).Select(item => _bucketOf[item.Index]).Distinct().Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public void OverAsManyBatchesAsItems_EveryItemIsSeenOnceForEachPlaceOfABatch()
    {
        var sampler = new BucketedSampler(_bucketOf, 4, seed: 3);
        var items = Enumerable.Range(0, 9).SelectMany(_ => sampler.Next(4)).ToList();
        Assert.That(items.GroupBy(item => item.Index).Select(g => (g.Key, g.Count())).Order(), Is.EqualTo(Enumerable.Range(0, 9).Select(i => (i, 4))));
        foreach (var pass in items.GroupBy(item => (_bucketOf[item.Index], item.Epoch)))
        {
            Assert.That(pass.Select(item => item.Index), Is.Unique, "a pass has every item once");
        }
    }

    [Test]
    public void BucketsTakeTurns_ByTheirShare()
    {
        var sampler = new BucketedSampler(_bucketOf, 1, seed: 3);
        Assert.That(Enumerable.Range(0, 9).Select(_ => _bucketOf[sampler.Next(1)[0].Index]), Is.EqualTo(new[] { 0, 2, 0, 7, 0, 2, 0, 2, 0 }), "computed apart from this code");
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Restore_ContinuesExactly_FromEveryPosition(int batch)
    {
        var sampler = new BucketedSampler(_bucketOf, batch, seed: 4);
        for (var step = 0; step < 25; step++)
        {
            var saved = sampler.Save();
            var other = new BucketedSampler(_bucketOf, batch, seed: 4);
            other.Next(batch);
            other.Restore(saved);
            var ahead = new BucketedSampler(_bucketOf, batch, seed: 4);
            ahead.Restore(saved);
            Assert.That(other.Save(), Is.EqualTo(saved));
            var expected = sampler.Next(batch);
            Assert.That(other.Next(batch), Is.EqualTo(expected));
            Assert.That(ahead.Next(batch).Concat(ahead.Next(batch)), Is.EqualTo(expected.Concat(other.Next(batch))));
        }
    }

    [Test]
    public void Ranks_TogetherSeeTheStreamOfOneProcessWithTheWholeBatch_AlsoResumed()
    {
        var whole = new BucketedSampler(_bucketOf, 4, seed: 9);
        var ranks = Enumerable.Range(0, 2).Select(rank => new BucketedSampler(_bucketOf, 2, seed: 9, rank, worldSize: 2)).ToList();
        for (var step = 0; step < 12; step++)
        {
            if (step == 7)
            {
                ranks.ForEach(rank => rank.Restore(whole.Save()));
            }

            var shares = ranks.Select(rank => rank.Next(2)).ToList();
            Assert.That(shares[0].Zip(shares[1]).SelectMany(p => new[] { p.First, p.Second }), Is.EqualTo(whole.Next(4)));
            Assert.That(ranks.Select(rank => rank.Save()), Is.All.EqualTo(whole.Save()));
        }
    }

    [Test]
    public void Order_DependsOnTheSeed() => Assert.That(Stream(1), Is.Not.EqualTo(Stream(2)).And.EqualTo(Stream(1)));

    [Test]
    public void Loader_ResumesFromAPositionThatWasReadAhead()
    {
        using var loader = Loader();
        loader.Next();
        var saved = loader.Save();
        var expected = new[] { loader.Next(), loader.Next(), loader.Next() };
        using var resumed = Loader();
        resumed.Restore(saved);
        Assert.That(new[] { resumed.Next(), resumed.Next(), resumed.Next() }, Is.EqualTo(expected));
    }

    [Test]
    public void Restore_WithOtherDataOrAnotherWholeBatch_IsRefused()
    {
        var sampler = new BucketedSampler(_bucketOf, 2, seed: 1);
        sampler.Next(2);
        Assert.That(
            () => new BucketedSampler([0, 1, 1], 2, 1).Restore(sampler.Save()),
            Throws.TypeOf<InputException>().With.Message.Contains("3 items, but had 9"));
        foreach (var batch in new[] { 1, 3 })
        {
            Assert.That(
                () => new BucketedSampler(_bucketOf, batch, 1).Restore(sampler.Save()),
                Throws.TypeOf<InputException>().With.Message.Contains($"with batches of 2 clips, now they have {batch}").And.Message.Contains("must be 2"));
        }

        Assert.That(
            () => new BucketedSampler([2, 0, 0, 7, 0, 2, 0, 0, 2], 2, 1).Restore(sampler.Save()),
            Throws.TypeOf<InputException>().With.Message.Contains("other buckets"));
        Assert.That(
            () => new ShuffledSampler(9, 1).Restore(sampler.Save()),
            Throws.TypeOf<InputException>().With.Message.Contains("buckets"));
        Assert.That(() => new BucketedSampler(_bucketOf, 2, 1).Restore(new ShuffledSampler(9, 1).Save()), Throws.TypeOf<InputException>());
        Assert.That(() => sampler.Next(3), Throws.ArgumentException);
        Assert.That(() => new BucketedSampler([], 1, 1), Throws.TypeOf<InputException>().With.Message.Contains("no items"));
    }

    private static IEnumerable<int> Stream(long seed)
    {
        var sampler = new BucketedSampler(_bucketOf, 2, seed);
        return [.. Enumerable.Range(0, 9).SelectMany(_ => sampler.Next(2)).Select(item => item.Index)];
    }

    private static DataLoader<double, double[]> Loader() => new(new NumberSource(9), new BucketedSampler(_bucketOf, 2, 5), 2, items => [.. items], prefetch: 3);
}
