namespace SharpSat.Core.Training.Memory;

/// <summary>The runtime's heap, where the objects that own tensors lie.</summary>
internal static class ManagedHeap
{
    private const int Young = 1;

    /// <summary>
    /// Collects what a step left behind, in about a millisecond. Of itself the runtime waits until there are hundreds of
    /// megabytes on processors with large caches, and meanwhile what these objects hold of libtorch's memory lies about too.
    /// </summary>
    public static void Tidy() => GC.Collect(Young);
}
