namespace SharpSat.Video.Engine;

/// <summary>Size of one sample's latents [T, C, H, W], padding frames included.</summary>
/// <param name="Frames">Latent frames, padding included.</param>
/// <param name="Channels">Latent channels.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Padding">How many leading latent frames only fill up the temporal patch and are dropped before decoding.</param>
public readonly record struct LatentShape(int Frames, int Channels, int Height, int Width, int Padding = 0);
