using SharpSat.Core.Hooks;
using static TorchSharp.torch;

namespace SharpSat.Video.Networks;

/// <summary>Arguments of <see cref="NetworkHooks.NetworkForward"/>.</summary>
/// <param name="Latents_BTCHW">Noisy latents.</param>
/// <param name="Timestep_B">Timestep value of each sample.</param>
/// <param name="Conditioning">What the network is told besides.</param>
/// <param name="Network">The network.</param>
public readonly record struct NetworkForwardArgs(Tensor Latents_BTCHW, Tensor Timestep_B, Conditioning Conditioning, CogVideoXTransformer Network);

/// <summary>The hook points that video networks call beside those of the backbone.</summary>
public static class NetworkHooks
{
    /// <summary>A whole forward pass: noisy latents [B, T, C, H, W] to a prediction [B, T, output channels, H, W].</summary>
    public static HookPoint<NetworkForwardArgs, Tensor> NetworkForward { get; } =
        new("network_forward", static (args, context) => args.Network.DefaultForward(args, context));
}
