using SharpSat.Core.Distributed;
using SharpSat.Core.Distributed.Nccl;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed.Nccl;

/// <summary>What is asked of NCCL and what goes another way; the CPU plays the GPU, because its memory can be looked at.</summary>
public sealed class NcclProcessGroupTests
{
    private static readonly Device _gpu = new(DeviceType.CUDA, 1);

    [Test]
    public void Members_UseTheirDevice_AndJoinByTheFirstOnesIdentifier() => ThreadGroup.Run(3, host =>
    {
        var nccl = new RecordedNccl();
        using (var group = new NcclProcessGroup(host, nccl, new Device(DeviceType.CUDA, host.Rank)))
        {
            Assert.That((group.Rank, group.Size, group.Name), Is.EqualTo((host.Rank, 3, host.Name)));
        }

        string[] id = host.Rank == 0 ? ["id"] : [];
        string[] expected = [$"device {host.Rank}", .. id, $"join {host.Rank} of 3", "leave 77"];
        Assert.That(nccl.Calls, Is.EqualTo(expected));
        Assert.That(nccl.JoinedBy, Is.EqualTo(Enumerable.Range(1, 128)));
    });

    [Test]
    public void TensorsOfTheDevice_GoThroughNccl_InTheirOwnMemory()
    {
        using var scope = NewDisposeScope();
        using var host = new OneProcess();
        var nccl = new RecordedNccl();
        using var group = new NcclProcessGroup(host, nccl, CPU);
        var floats = zeros(2, 3);
        var doubles = zeros([5], ScalarType.Float64);
        var shorts = zeros([4], ScalarType.BFloat16);
        group.Sum(floats);
        group.Sum(doubles);
        group.Broadcast(shorts, 2);
        Assert.That(
            nccl.Calls.Where(call => !call.StartsWith("device", StringComparison.Ordinal)).Skip(2),
            Is.EqualTo(new[] { "sum of 6 Float32 in 77", "sum of 5 Float64 in 77", "8 bytes from 2 in 77" }));
        Assert.That(floats.data<float>().ToArray(), Is.EqualTo(new[] { 42f, 0, 0, 0, 0, 0 }));
        Assert.That(shorts.bytes[0], Is.EqualTo(42));
    }

    [Test]
    public void TransposedTensor_GetsTheResultInItsPlaces()
    {
        using var scope = NewDisposeScope();
        using var host = new OneProcess();
        using var group = new NcclProcessGroup(host, new RecordedNccl(), CPU);
        var whole = arange(6, ScalarType.Float32).view(2, 3);
        group.Sum(whole.t());
        Assert.That(whole.data<float>().ToArray(), Is.EqualTo(new[] { 42f, 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void Sum_OfOtherNumbers_IsRefused()
    {
        using var host = new OneProcess();
        using var group = new NcclProcessGroup(host, new RecordedNccl(), CPU);
        using var numbers = zeros([2], ScalarType.Int64);
        Assert.That(() => group.Sum(numbers), Throws.ArgumentException.With.Message.Contains("Int64"));
    }

    [Test]
    public void TensorsOfTheHost_GoThroughTheOtherGroup() => ThreadGroup.Run(2, host =>
    {
        using var scope = NewDisposeScope();
        var nccl = new RecordedNccl();
        using var group = new NcclProcessGroup(host, nccl, _gpu);
        var before = nccl.Calls.Count;
        var sum = full(3, 1f + group.Rank);
        group.Sum(sum);
        var first = full(3, 1f + group.Rank);
        group.Broadcast(first, 1);
        group.Barrier();
        Assert.That(sum.data<float>().ToArray(), Is.All.EqualTo(3f));
        Assert.That(first.data<float>().ToArray(), Is.All.EqualTo(2f));
        Assert.That(nccl.Calls, Has.Count.EqualTo(before));
    });
}
