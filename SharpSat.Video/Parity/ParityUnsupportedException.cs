namespace SharpSat.Video.Parity;

/// <summary>A recorded case asks for something that is not replayed here. The command line exits with 3.</summary>
public sealed class ParityUnsupportedException : Exception
{
    /// <summary>Names what is not supported.</summary>
    /// <param name="what">A noun phrase: "the kind 'caching'".</param>
    public ParityUnsupportedException(string what)
        : base($"not supported: {what}")
    {
        What = what;
    }

    /// <summary>What is not supported.</summary>
    public string What { get; }
}
