namespace SharpSat.Core.Tensors.Kernels;

/// <summary>While one is open, kernels of this thread keep what their backward pass needs until their graph is gone.</summary>
internal sealed class GraphKeeping : IDisposable
{
    [ThreadStatic]
    private static int _open;

    private bool _isClosed;

    public GraphKeeping() => _open++;

    /// <summary>Whether one is open on this thread.</summary>
    public static bool IsOpen => _open > 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _open--;
        }
    }
}
