using SharpSat.Core.Distributed;
using SharpSat.Core.Distributed.Nccl;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed.Nccl;

/// <summary>Which group does the work on which device.</summary>
public sealed class MessageChoiceTests
{
    private static readonly Device _gpu = new(DeviceType.CUDA, 1);

    [Test]
    public void SeveralProcessesOnGpus_UseNccl_AndLeaveItAfterwards() => ThreadGroup.Run(2, host =>
    {
        var nccl = new RecordedNccl();
        ProcessGroups.Over(_gpu, host, () => nccl, group =>
        {
            Assert.That(group, Is.TypeOf<NcclProcessGroup>());
            Assert.That(nccl.Calls, Does.Contain("device 1").And.Contain($"join {host.Rank} of 2").And.Not.Contain("leave 77"));
        });
        Assert.That(nccl.Calls[^1], Is.EqualTo("leave 77"));
    });

    [Test]
    public void WorkThatFails_DoesNotWaitForTheOthers() => ThreadGroup.Run(2, host =>
    {
        var nccl = new RecordedNccl();
        Assert.That(() => ProcessGroups.Over(_gpu, host, () => nccl, _ => throw new IOException("broken")), Throws.TypeOf<IOException>());
        Assert.That(nccl.Calls, Has.None.EqualTo("leave 77"));
    });

    [Test]
    public void OneProcess_AndTheCpu_NeedNoNccl()
    {
        using var alone = new OneProcess();
        ProcessGroups.Over(_gpu, alone, Missing, group => Assert.That(group, Is.SameAs(alone)));
        ThreadGroup.Run(2, host => ProcessGroups.Over(CPU, host, Missing, group => Assert.That(group, Is.SameAs(host))));
    }

    [Test]
    public void MissingLibrary_IsNamed() => Assert.That(
        () => Missing(),
        Throws.TypeOf<InputException>().With.Message.StartsWith("Training with several processes on GPUs needs NVIDIA's NCCL (libnccl-none.so.2), which is missing. Install it"));

    private static NcclLibrary Missing() => new("libnccl-none.so.2");
}
