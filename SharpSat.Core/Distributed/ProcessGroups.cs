using SharpSat.Core.Distributed.Mpi;
using SharpSat.Core.Distributed.Nccl;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>Finds out whether this process was started as one of several, and how their tensors are sent.</summary>
public static class ProcessGroups
{
    // Set by mpirun (OpenMPI), and by Slurm's srun with its pmix plugin.
    private static readonly string[] _launchers = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK"];

    private static readonly string[] _localRanks = ["OMPI_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID"];

    /// <summary>Number of this process among those of its machine, as the launcher gives it; 0 alone.</summary>
    public static int LocalRank() =>
        _localRanks.Select(Environment.GetEnvironmentVariable).Select(text => int.TryParse(text, out var rank) ? rank : 0).FirstOrDefault(rank => rank > 0);

    /// <summary>The group that a launcher put this process into, or a group of one.</summary>
    /// <exception cref="InputException">A launcher started it, but MPI cannot be used.</exception>
    public static IProcessGroup Join() =>
        _launchers.Any(name => Environment.GetEnvironmentVariable(name) is not null) ? MpiProcessGroup.Join() : new OneProcess();

    /// <summary>Does work over the messages that suit a device: NCCL's between GPUs, elsewhere those of the group itself.</summary>
    /// <param name="device">This process's device.</param>
    /// <param name="group">The processes.</param>
    /// <param name="work">Gets the group to use, which lasts as long as the work.</param>
    /// <exception cref="InputException">Several processes are to use GPUs, but NCCL is missing.</exception>
    public static void Over(Device device, IProcessGroup group, Action<IProcessGroup> work) => Over(device, group, () => new NcclLibrary(), work);

    internal static void Over(Device device, IProcessGroup group, Func<INccl> nccl, Action<IProcessGroup> work)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(work);
        if (group.Size == 1 || device.type != DeviceType.CUDA)
        {
            work(group);
            return;
        }

        // Left only where all went well: leaving waits for the others, and a process that fails has to end them instead.
        var devices = new NcclProcessGroup(group, nccl(), device);
        work(devices);
        devices.Dispose();
    }
}
