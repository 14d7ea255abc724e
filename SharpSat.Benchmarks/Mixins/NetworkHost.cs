using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>A video network in a guided sampling run, for mixins that hook what a plain transformer does not have.</summary>
internal sealed class NetworkHost : MixinHost
{
    private const int Guided = 2;
    private readonly CogVideoXTransformer _network;
    private readonly Tensor _latents_BTCHW;
    private readonly Conditioning _conditioning;

    public NetworkHost()
    {
        var latents = MixinSizes.Latents(Guided);
        _network = new CogVideoXTransformer(new CogVideoXConfig
        {
            NumLayers = MixinSizes.Layers, HiddenSize = MixinSizes.Width, NumAttentionHeads = MixinSizes.Heads, TimeEmbedDim = MixinSizes.TimeWidth,
            TextHiddenSize = MixinSizes.TextWidth, TextLength = MixinSizes.Text, InChannels = MixinSizes.Channels, OutChannels = MixinSizes.Channels,
            LatentFrames = (int)latents[1], LatentHeight = (int)latents[3], LatentWidth = (int)latents[4],
        });
        Fill();
        OpenGates();
        using var noise = new NoiseSource(2, "benchmark");
        _latents_BTCHW = noise.Normal(latents, ScalarType.Float32, CPU);
        _conditioning = new Conditioning { Text_BSE = noise.Normal([Guided, MixinSizes.Text, MixinSizes.TextWidth], ScalarType.Float32, CPU), IsGuided = true };
    }

    /// <inheritdoc/>
    protected override BaseModel Model => _network;

    /// <inheritdoc/>
    protected override void Forward(int pass)
    {
        var timestep_B = full(Guided, 999f - (pass * 1000f / Passes), ScalarType.Float32);
        _network.Predict(_latents_BTCHW, timestep_B, _conditioning);
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        _latents_BTCHW.Dispose();
        _conditioning.Text_BSE.Dispose();
    }

    // Fresh gates are zero, and then no block changes anything, which caches would notice.
    private void OpenGates()
    {
        using var guard = no_grad();
        foreach (var (_, weight) in _network.NamedWeights().Where(w => w.Name.Contains("adaLN", StringComparison.Ordinal)))
        {
            Tensor value = weight.Value;
            value.normal_(0, 0.05);
        }
    }
}
