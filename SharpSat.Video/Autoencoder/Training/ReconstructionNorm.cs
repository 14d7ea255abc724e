namespace SharpSat.Video.Autoencoder.Training;

/// <summary>How a decoded clip is compared with the original.</summary>
public enum ReconstructionNorm
{
    /// <summary>Mean absolute difference: sharper edges.</summary>
    L1,

    /// <summary>Mean squared difference: higher PSNR.</summary>
    L2,
}
