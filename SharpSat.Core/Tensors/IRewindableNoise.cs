namespace SharpSat.Core.Tensors;

/// <summary>A noise source that can repeat its draws, as activation checkpointing needs for dropout.</summary>
public interface IRewindableNoise : INoiseSource
{
    /// <summary>Where the stream stands.</summary>
    byte[] SaveState();

    /// <summary>Continues exactly where <see cref="SaveState"/> was called.</summary>
    void RestoreState(byte[] saved);
}
