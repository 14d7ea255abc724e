using static TorchSharp.torch;

// Shape suffixes: B batch, F video frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>What a video is made from besides its prompt. Pixels are float in [-1, 1] and of the video's size; tensors stay the caller's.</summary>
public abstract record GenerationInput;

/// <summary>The picture to animate, for networks that take one.</summary>
/// <param name="Pictures_BCHW">One picture for every prompt, or one for all.</param>
public sealed record PictureInput(Tensor Pictures_BCHW) : GenerationInput;

/// <summary>The video to start from: its latents are noised and only the last part of the steps is taken.</summary>
/// <param name="Videos_BFCHW">
/// One video for every prompt, or one for all, of the request's frames; where videos are encoded in batches (diffusers) it may
/// have further ones, too few for another latent frame.
/// </param>
/// <param name="Strength">Part of the steps that is taken, above 0 to 1; 1 takes them all.</param>
public sealed record VideoInput(Tensor Videos_BFCHW, double Strength = 0.8) : GenerationInput;

/// <summary>A video that guides every frame (poses, edges), for networks trained on such; joined to the noisy latents as channels.</summary>
/// <param name="Videos_BFCHW">One video for every prompt, or one for all.</param>
public sealed record ControlInput(Tensor Videos_BFCHW) : GenerationInput;
