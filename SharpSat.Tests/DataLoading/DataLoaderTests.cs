using SharpSat.Core.Data;

namespace SharpSat.Tests.DataLoading;

public sealed class DataLoaderTests
{
    [TestCase(0, 1)]
    [TestCase(3, 1)]
    [TestCase(4, 4)]
    public void Order_IsTheSame_WhateverTheReadersTiming(int prefetch, int workers)
    {
        using var plain = Loader(new NumberSource(9), prefetch: 0);
        using var timed = Loader(new NumberSource(9, index => index * 7 % 5), prefetch, workers);
        for (var i = 0; i < 12; i++)
        {
            Assert.That(timed.Next(), Is.EqualTo(plain.Next()));
        }
    }

    [Test]
    public void Workers_ReadAtTheSameTime()
    {
        // An item is given out only when a second one is being read.
        using var meeting = new Barrier(2);
        using var loader = new DataLoader<double, double[]>(
            new NumberSource(9, _ => meeting.SignalAndWait(TimeSpan.FromSeconds(20)) ? 0 : throw new TimeoutException("nobody else reads")),
            new ShuffledSampler(9, 5), batchSize: 1, items => [.. items], prefetch: 2, workers: 2);
        Assert.That(loader.Next(), Has.Length.EqualTo(1));
        Assert.That(loader.Next(), Has.Length.EqualTo(1));
    }

    [Test]
    public void State_IsThatOfTheNextBatchConsumed_NotOfWhatWasReadAhead()
    {
        using var loader = Loader(new NumberSource(9), prefetch: 4);
        loader.Next();
        loader.Next();
        var saved = loader.Save();
        var expected = new[] { loader.Next(), loader.Next() };
        using var resumed = Loader(new NumberSource(9), prefetch: 4);
        resumed.Restore(saved);
        Assert.That(new[] { resumed.Next(), resumed.Next() }, Is.EqualTo(expected));
        loader.Restore(saved);
        Assert.That(loader.Next(), Is.EqualTo(expected[0]));
    }

    [Test]
    public void Augmentation_DiffersBetweenEpochs()
    {
        using var loader = new DataLoader<double, double[]>(new NumberSource(1), new ShuffledSampler(1, 1), 1, items => [.. items]);
        Assert.That(loader.Next()[0], Is.Not.EqualTo(loader.Next()[0]));
    }

    [Test]
    public void BrokenItem_IsNamed_AndTheBatchesBeforeItArrive()
    {
        var sampler = new ShuffledSampler(9, 1, shuffle: false);
        using var loader = new DataLoader<double, double[]>(new NumberSource(9, broken: 4), sampler, 2, items => [.. items], prefetch: 3);
        loader.Next();
        loader.Next();
        Assert.That(
            loader.Next,
            Throws.TypeOf<DataReadException>().With.Message.EqualTo("Reading clip4.mp4 failed: the file is cut off"));
        Assert.That(loader.Save().Position, Is.EqualTo(4));
    }

    [Test]
    public void WaitTime_CountsSlowReading()
    {
        using var loader = Loader(new NumberSource(9, _ => 20), prefetch: 0);
        loader.Next();
        Assert.That(loader.WaitTime, Is.GreaterThan(TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public void Dispose_StopsReadingAndDisposesWhatWasReadAhead()
    {
        var batches = new List<Flag>();
        var loader = new DataLoader<double, Flag>(
            new NumberSource(9, _ => 1),
            new ShuffledSampler(9, 1),
            1,
            _ =>
            {
                var flag = new Flag();
                lock (batches)
                {
                    batches.Add(flag);
                }

                return flag;
            },
            prefetch: 4);
        using var first = loader.Next();
        loader.Dispose();
        Thread.Sleep(20);
        Assert.That(batches.Count, Is.InRange(1, 5));
        Assert.That(batches.Where(b => b != first).All(b => b.Disposed));
        Assert.That(first.Disposed, Is.False);
        Assert.That(loader.Next, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Items_AreDisposedAfterCollating()
    {
        var source = new FlagSource();
        using var loader = new DataLoader<Flag, int>(source, new ShuffledSampler(2, 1), 2, items => items.Count(i => !i.Disposed), prefetch: 0);
        Assert.That(loader.Next(), Is.EqualTo(2));
        Assert.That(source.Given, Has.Count.EqualTo(2).And.All.Property(nameof(Flag.Disposed)).True);
    }

    private static DataLoader<double, double[]> Loader(NumberSource source, int prefetch, int workers = 1) =>
        new(source, new ShuffledSampler(source.Count, 5), 4, items => [.. items], prefetch, workers);

    internal sealed class Flag : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }

    private sealed class FlagSource : IDataSource<Flag>
    {
        public List<Flag> Given { get; } = [];

        public int Count => 2;

        public Flag Read(int index)
        {
            Given.Add(new Flag());
            return Given[^1];
        }
    }
}
