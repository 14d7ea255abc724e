using System.Collections.Concurrent;
using SharpSat.Core.Tensors.Kernels;
using static TorchSharp.torch;

namespace SharpSat.Tests.Kernels;

[NonParallelizable]
public sealed class RowPiecesTests
{
    private const long Many = 1 << 20;
    private int _threads;

    [SetUp]
    public void TakeTwoThreads()
    {
        _threads = get_num_threads();
        set_num_threads(2);
    }

    [TearDown]
    public void TakeAsManyAsBefore() => set_num_threads(_threads);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(1000)]
    public void EveryPiece_IsDoneOnce(int count)
    {
        var done = new int[count];
        RowPieces.Run(count, Many, piece => Interlocked.Increment(ref done[piece]));
        Assert.That(done, Is.All.EqualTo(1));
    }

    [Test]
    [Platform("Linux")]
    public void Pieces_RunOnTheThreadsOfTheLibrary()
    {
        Assert.That(LibraryTeam.IsThere);
        var threads = new ConcurrentDictionary<int, bool>();
        using var both = new Barrier(2);

        // Two pieces that wait for each other need two threads.
        RowPieces.Run(2, Many, _ =>
        {
            both.SignalAndWait();
            threads[Environment.CurrentManagedThreadId] = Thread.CurrentThread.IsThreadPoolThread;
        });
        Assert.That(threads, Has.Count.EqualTo(2));
        Assert.That(threads.Keys, Does.Contain(Environment.CurrentManagedThreadId));
        Assert.That(threads.Where(t => t.Key != Environment.CurrentManagedThreadId).Select(t => t.Value), Is.EqualTo(new[] { false }), "none of the runtime's pool");
    }

    [Test]
    public void CallersOnSeveralThreads_DoNotDisturbEachOther()
    {
        var sums = new long[4];
        var callers = sums.Select((_, i) => new Thread(() =>
        {
            for (var round = 0; round < 200; round++)
            {
                RowPieces.Run(50, Many, piece => Interlocked.Add(ref sums[i], piece));
                if (round % 50 == 0)
                {
                    GC.Collect();
                }
            }
        })).ToList();
        callers.ForEach(c => c.Start());
        callers.ForEach(c => c.Join());
        Assert.That(sums, Is.All.EqualTo(200 * 49 * 25));
    }

    [Test]
    public void FewNumbers_StayOnThisThread()
    {
        var threads = new HashSet<int>();
        RowPieces.Run(100, 100, _ => threads.Add(Environment.CurrentManagedThreadId));
        Assert.That(threads, Is.EquivalentTo(new[] { Environment.CurrentManagedThreadId }));
    }
}
