using System.Runtime.InteropServices;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Distributed.Mpi;

/// <summary>
/// The few functions of OpenMPI that are needed, by their C names. Its handles (communicators, types, operations) are
/// addresses of exported objects (mpi.h of OpenMPI 4 and 5; both have libmpi.so.40).
/// </summary>
internal sealed unsafe class OpenMpi
{
    private static readonly string[] _files = ["libmpi.so.40", "libmpi.so", "libmpi.40.dylib", "libmpi.dylib"];
    private readonly nint _library;

    /// <summary>Loads the library.</summary>
    /// <exception cref="InputException">It is missing or is another MPI.</exception>
    public OpenMpi()
    {
        nint library = 0;
        var found = _files.Any(file => NativeLibrary.TryLoad(file, out library));
        _library = library;
        if (!found || !NativeLibrary.TryGetExport(_library, "ompi_mpi_comm_world", out var world))
        {
            throw new InputException(found
                ? "This process was started as one of several, but its libmpi is not OpenMPI's. Start it with OpenMPI's mpirun."
                : "This process was started as one of several, but OpenMPI's library (libmpi.so.40) is missing; on Debian and Ubuntu: apt-get install openmpi-bin.");
        }

        World = world;
        Float32 = Export("ompi_mpi_float");
        Float64 = Export("ompi_mpi_double");
        Byte = Export("ompi_mpi_byte");
        Add = Export("ompi_mpi_op_sum");
    }

    public nint World { get; }

    public nint Float32 { get; }

    public nint Float64 { get; }

    public nint Byte { get; }

    public nint Add { get; }

    /// <summary>MPI_Init_thread; returns the thread support that is provided.</summary>
    public int Init(int threads)
    {
        int provided;
        Check("MPI_Init_thread", ((delegate* unmanaged<nint, nint, int, int*, int>)Export("MPI_Init_thread"))(0, 0, threads, &provided));
        return provided;
    }

    public int Rank() => Ask("MPI_Comm_rank");

    public int Size() => Ask("MPI_Comm_size");

    /// <summary>MPI_Allreduce in place.</summary>
    public void AllReduce(void* data, int count, nint type, nint operation) => Check(
        "MPI_Allreduce",
        ((delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)Export("MPI_Allreduce"))(1, data, count, type, operation, World));

    public void Broadcast(void* data, int count, nint type, int root) => Check(
        "MPI_Bcast", ((delegate* unmanaged<void*, int, nint, int, nint, int>)Export("MPI_Bcast"))(data, count, type, root, World));

    public void Barrier() => Check("MPI_Barrier", ((delegate* unmanaged<nint, int>)Export("MPI_Barrier"))(World));

    public void Abort(int code) => ((delegate* unmanaged<nint, int, int>)Export("MPI_Abort"))(World, code);

    public void Finish() => ((delegate* unmanaged<int>)Export("MPI_Finalize"))();

    private int Ask(string function)
    {
        int answer;
        Check(function, ((delegate* unmanaged<nint, int*, int>)Export(function))(World, &answer));
        return answer;
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private static void Check(string function, int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"{function} failed with code {code}.");
        }
    }
}
