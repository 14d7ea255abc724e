namespace SharpSat.Video.Interop.Conversion;

/// <summary>The layouts in which whole models are published.</summary>
public enum ModelFormat
{
    /// <summary>SwissArmyTransformer's: a checkpoint directory, the autoencoder's 3d-vae.pt, a T5 folder.</summary>
    Sat,

    /// <summary>diffusers': folders with config.json and safetensors, joined by model_index.json.</summary>
    Diffusers,
}
