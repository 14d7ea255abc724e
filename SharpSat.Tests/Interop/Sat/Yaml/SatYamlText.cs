using SharpSat.Core.Configuration;
using SharpSat.Video.Interop.Sat.Yaml;

namespace SharpSat.Tests.Interop.Sat.Yaml;

/// <summary>Small files in the reference's schema.</summary>
internal static class SatYamlText
{
    public const string Model = """
        model:
          scale_factor: 0.7
          disable_first_stage_autocast: true
          log_keys: [txt]
          denoiser_config:
            target: sgm.modules.diffusionmodules.denoiser.DiscreteDenoiser
            params:
              num_idx: 1000
              quantize_c_noise: False
              weighting_config: {target: sgm.modules.diffusionmodules.denoiser_weighting.EpsWeighting}
              scaling_config: {target: sgm.modules.diffusionmodules.denoiser_scaling.VideoScaling}
              discretization_config: &discretization
                target: sgm.modules.diffusionmodules.discretizer.ZeroSNRDDPMDiscretization
                params: {shift_scale: 3.0}
          network_config:
            target: dit_video_concat.DiffusionTransformer
            params:
              time_embed_dim: 16
              elementwise_affine: True
              num_frames: 9
              time_compressed_rate: 4
              latent_width: 8
              latent_height: 6
              num_layers: 2
              patch_size: 2
              in_channels: 4
              out_channels: 4
              hidden_size: 64
              adm_in_channels: 256
              num_attention_heads: 4
              transformer_args:
                checkpoint_activations: True
                vocab_size: 1
                max_sequence_length: 64
                layernorm_order: pre
                skip_init: false
                model_parallel_size: 1
                is_decoder: false
              modules:
                pos_embed_config:
                  target: dit_video_concat.Basic3DPositionEmbeddingMixin
                  params:
                    text_length: 5
                    height_interpolation: 1.875
                    width_interpolation: 1.875
                patch_embed_config:
                  target: dit_video_concat.ImagePatchEmbeddingMixin
                  params: {text_hidden_size: 24}
                adaln_layer_config:
                  target: dit_video_concat.AdaLNMixin
                  params: {qk_ln: True}
                final_layer_config: {target: dit_video_concat.FinalLayerMixin}
          conditioner_config:
            target: sgm.modules.GeneralConditioner
            params:
              emb_models:
                - is_trainable: false
                  input_key: txt
                  ucg_rate: 0.1
                  target: sgm.modules.encoders.modules.FrozenT5Embedder
                  params: {model_dir: "t5", max_length: 5}
          first_stage_config:
            target: vae_modules.autoencoder.VideoAutoencoderInferenceWrapper
            params:
              cp_size: 1
              ckpt_path: "3d-vae.pt"
              ignore_keys: ['loss']
              loss_config: {target: torch.nn.Identity}
              regularizer_config: {target: vae_modules.regularizers.DiagonalGaussianRegularizer}
              encoder_config:
                target: vae_modules.cp_enc_dec.ContextParallelEncoder3D
                params: &sizes
                  double_z: true
                  z_channels: 4
                  resolution: 32
                  in_channels: 3
                  out_ch: 3
                  ch: 32
                  ch_mult: [1, 1, 1, 1]
                  attn_resolutions: []
                  num_res_blocks: 1
                  dropout: 0.0
                  gather_norm: True
              decoder_config:
                target: vae_modules.cp_enc_dec.ContextParallelDecoder3D
                params: *sizes
          loss_fn_config:
            target: sgm.modules.diffusionmodules.loss.VideoDiffusionLoss
            params:
              offset_noise_level: 0
              sigma_sampler_config:
                target: sgm.modules.diffusionmodules.sigma_sampling.DiscreteSampling
                params: {uniform_sampling: True, group_num: 40, num_idx: 1000, discretization_config: *discretization}
          sampler_config:
            target: sgm.modules.diffusionmodules.sampling.VPSDEDPMPP2MSampler
            params:
              num_steps: 50
              verbose: True
              discretization_config: *discretization
              guider_config:
                target: sgm.modules.diffusionmodules.guiders.DynamicCFG
                params: {scale: 6, exp: 5, num_steps: 50}
        """;

    public const string Training = """
        args:
          mode: finetune
          load: "weights/transformer"
          train_iters: 1000
          eval_iters: 1
          save: runs/sat
          save_interval: 500
          log_interval: 20
          train_data: [ "clips" ]
          seed: 7
        data:
          target: data_video.SFTDataset
          params: {video_size: [48, 64], fps: 8, max_num_frames: 9, skip_frms_num: 3.}
        deepspeed:
          train_micro_batch_size_per_gpu: 2
          gradient_accumulation_steps: 3
          gradient_clipping: 0.1
          zero_optimization: {stage: 2}
          bf16: {enabled: True}
          fp16: {enabled: False}
          optimizer:
            type: sat.ops.FusedEmaAdam
            params: {lr: 0.00001, betas: [0.9, 0.95], eps: 1e-8, weight_decay: 1e-4}
        """;

    public const string Inference = """
        args:
          latent_channels: 4
          mode: inference
          load: "weights/transformer"
          batch_size: 2
          input_type: txt
          input_file: prompts.txt
          sampling_image_size: [48, 64]
          sampling_num_frames: 3
          sampling_fps: 16
          bf16: True
          output_dir: outputs
          force_inference: True
        """;

    /// <summary>Files merged and translated, after replacements in the model file.</summary>
    public static ConfigDocument Translate(string? more, params (string Old, string New)[] changes)
    {
        var model = changes.Aggregate(Model, (text, change) => text.Contains(change.Old, StringComparison.Ordinal)
            ? text.Replace(change.Old, change.New, StringComparison.Ordinal)
            : throw new ArgumentException(change.Old, nameof(changes)));
        var document = ConfigDocument.ParseYaml(model, "model.yaml");
        return SatDocument.Translate(more is null ? document : ConfigDocument.ParseYaml(more, "more.yaml").Over(document));
    }
}
