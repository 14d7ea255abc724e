using SharpSat.Core.Distributed.Mpi;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Distributed;

/// <summary>Finds out whether this process was started as one of several.</summary>
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
}
