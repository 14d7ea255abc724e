using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Ratios.Blocks;

/// <summary>The tensors of one block by their role, for orders of operations written out.</summary>
internal sealed class PlainWeights(BlockSubject subject)
{
    public Tensor QkvWeight => Of("transformer.layers.0.attention.query_key_value.weight");

    public Tensor QkvBias => Of("transformer.layers.0.attention.query_key_value.bias");

    public Tensor DenseWeight => Of("transformer.layers.0.attention.dense.weight");

    public Tensor DenseBias => Of("transformer.layers.0.attention.dense.bias");

    public Tensor UpWeight => Of("transformer.layers.0.mlp.dense_h_to_4h.weight");

    public Tensor UpBias => Of("transformer.layers.0.mlp.dense_h_to_4h.bias");

    public Tensor DownWeight => Of("transformer.layers.0.mlp.dense_4h_to_h.weight");

    public Tensor DownBias => Of("transformer.layers.0.mlp.dense_4h_to_h.bias");

    public Tensor TimeWeight => Of("mixins.adaln_layer.adaLN_modulations.0.1.weight");

    public Tensor TimeBias => Of("mixins.adaln_layer.adaLN_modulations.0.1.bias");

    /// <summary>The block's first norm.</summary>
    public Tensor InputNorm(Tensor x) => Norm(x, "transformer.layers.0.input_layernorm", 1e-5);

    /// <summary>The block's second norm.</summary>
    public Tensor MiddleNorm(Tensor x) => Norm(x, "transformer.layers.0.post_attention_layernorm", 1e-5);

    /// <summary>The norm of queries.</summary>
    public Tensor QueryNorm(Tensor x) => Norm(x, "mixins.adaln_layer.query_layernorm_list.0", 1e-6);

    /// <summary>The norm of keys.</summary>
    public Tensor KeyNorm(Tensor x) => Norm(x, "mixins.adaln_layer.key_layernorm_list.0", 1e-6);

    private Tensor Norm(Tensor x, string name, double epsilon) => nn.functional.layer_norm(x, [x.size(-1)], Of($"{name}.weight"), Of($"{name}.bias"), epsilon);

    private TorchSharp.Modules.Parameter Of(string name) => subject.Weights[name].Value;
}
