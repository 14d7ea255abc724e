using SharpSat.Core.Errors;

namespace SharpSat.Cli.Rendering;

/// <summary>
/// Ctrl-C in a terminal also reaches ffmpeg, which then leaves half a video: that is the interrupt and no fault of the
/// file.
/// </summary>
internal static class Interrupt
{
    // How long after ffmpeg's end the signal may arrive here.
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs work that reads or writes videos.</summary>
    /// <exception cref="OperationCanceledException">It failed on a file while <paramref name="cancellation"/> was being cancelled.</exception>
    public static T Over<T>(Func<T> work, CancellationToken cancellation)
    {
        try
        {
            return work();
        }
        catch (InputException failure) when (cancellation.WaitHandle.WaitOne(SignalDelay))
        {
            throw new OperationCanceledException(failure.Message, failure, cancellation);
        }
    }
}
