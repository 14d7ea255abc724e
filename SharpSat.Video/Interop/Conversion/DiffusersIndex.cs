using Newtonsoft.Json.Linq;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Conversion;

/// <summary>The settings files of a diffusers pipeline beside those of its parts.</summary>
internal static class DiffusersIndex
{
    private static readonly string[] TokenizerFiles =
        ["spiece.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.json"];

    /// <summary>Whether a T5 folder's file belongs to the tokenizer.</summary>
    public static bool IsTokenizerFile(string name) => TokenizerFiles.Contains(name, StringComparer.Ordinal);

    /// <summary><c>model_index.json</c>; a pipeline class that is not given follows from the network.</summary>
    public static JObject Pipeline(CogVideoXConfig network, string scheduler, bool hasText, string? pipelineClass)
    {
        var index = new JObject
        {
            ["_class_name"] = pipelineClass ?? (network.InChannels > network.OutChannels ? "CogVideoXImageToVideoPipeline" : "CogVideoXPipeline"),
            ["_diffusers_version"] = DiffusersFolder.Version,
            [DiffusersPipeline.SchedulerFolder] = new JArray("diffusers", scheduler),
        };
        if (hasText)
        {
            index[DiffusersPipeline.TextEncoderFolder] = new JArray("transformers", "T5EncoderModel");
            index[DiffusersPipeline.TokenizerFolder] = new JArray("transformers", "T5Tokenizer");
        }

        index[DiffusersPipeline.TransformerFolder] = new JArray("diffusers", TransformerConfigFile.ClassName);
        index[DiffusersPipeline.AutoencoderFolder] = new JArray("diffusers", AutoencoderConfigFile.ClassName);
        return index;
    }

    /// <summary><c>scheduler_config.json</c>, as the published conversion script writes it.</summary>
    public static JObject Scheduler(double snrShift) => new()
    {
        ["_class_name"] = DiffusersSchedulerConfig.DdimClass,
        ["_diffusers_version"] = DiffusersFolder.Version,
        ["beta_end"] = 0.012,
        ["beta_schedule"] = "scaled_linear",
        ["beta_start"] = 0.00085,
        ["clip_sample"] = false,
        ["num_train_timesteps"] = 1000,
        ["prediction_type"] = "v_prediction",
        ["rescale_betas_zero_snr"] = true,
        ["set_alpha_to_one"] = true,
        ["snr_shift_scale"] = snrShift,
        ["timestep_spacing"] = "trailing",
    };
}
