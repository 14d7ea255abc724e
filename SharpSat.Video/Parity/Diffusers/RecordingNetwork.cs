using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Passes calls on and keeps what goes in and comes out.</summary>
internal sealed class RecordingNetwork(INetwork inner) : INetwork, IDisposable
{
    private readonly List<Tensor> _outputs = [];
    private readonly List<int> _timesteps = [];
    private Tensor? _text;
    private Tensor? _input;

    /// <summary>Text states of the first call, [unconditional, conditional].</summary>
    public Tensor Text => _text ?? throw new InvalidOperationException("The network was not called.");

    /// <summary>Latents of the first call with the conditions joined.</summary>
    public Tensor Input => _input ?? throw new InvalidOperationException("The network was not called.");

    /// <summary>Offset of the first call, or null.</summary>
    public float? Offset { get; private set; }

    /// <summary>Raw output of every call.</summary>
    public IReadOnlyList<Tensor> Outputs => _outputs;

    /// <summary>Timestep of every call.</summary>
    public IReadOnlyList<int> Timesteps => _timesteps;

    public Tensor Predict(Tensor x_BTCHW, Tensor timestep_B, Conditioning conditioning)
    {
        if (_input is null)
        {
            _text = conditioning.Text_BSE.clone().DetachFromDisposeScope();
            _input = (conditioning.Concat_BTCHW is { } concat ? cat([x_BTCHW, concat], 2) : x_BTCHW.clone()).DetachFromDisposeScope();
            Offset = conditioning.Ofs_B?[0].item<float>();
        }

        var output = inner.Predict(x_BTCHW, timestep_B, conditioning);
        _timesteps.Add((int)timestep_B[0].item<float>());
        _outputs.Add(output.clone().DetachFromDisposeScope());
        return output;
    }

    public void Dispose()
    {
        _text?.Dispose();
        _input?.Dispose();
        _outputs.ForEach(output => output.Dispose());
    }
}
