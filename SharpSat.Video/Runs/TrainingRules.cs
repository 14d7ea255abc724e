using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers.Quantization;
using SharpSat.Core.Models;
using SharpSat.Core.Training;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Joined;

namespace SharpSat.Video.Runs;

/// <summary>What a training job must keep to, beyond the rules of each section alone.</summary>
internal static class TrainingRules
{
    /// <summary>The section of that name.</summary>
    /// <exception cref="InputException">The config has none.</exception>
    public static T Required<T>(T? section, string name, string example)
        where T : class =>
        section ?? throw new InputException($"The config has no '{name}' section, which training needs; for example --set {example}.");

    /// <summary>Weights that were made in one short format may overflow in another; float32 holds both.</summary>
    public static void CheckPrecision(TrainerConfig trainer, IReadOnlyList<WeightType> legal)
    {
        var names = legal.Select(type => type.ToString().ToLowerInvariant()).ToList();
        if (trainer.Precision != "fp32" && !names.Contains(trainer.Precision))
        {
            var nearest = names.FirstOrDefault(name => name != "fp32") ?? "fp32";
            throw new InputException($"trainer.precision is '{trainer.Precision}', but this model is for {string.Join(" and ", names)} (model.dtypes); nearest: {nearest}.");
        }
    }

    /// <summary>Whole numbers are for adapters on them.</summary>
    public static void CheckQuantization(RunConfig config)
    {
        if (config.Model.Quantization != WeightQuantization.None && config.Lora is null)
        {
            throw OnlyAdapters("model.quantization is int8");
        }
    }

    /// <summary>Likewise for weights that came as whole numbers.</summary>
    public static void CheckWeights(RunConfig config, BaseModel network)
    {
        if (config.Lora is null && QuantizedLinears.Any(network))
        {
            throw OnlyAdapters($"'{config.Model.Weights}' holds int8 weights");
        }
    }

    /// <summary>Pictures are for networks that look at them.</summary>
    public static void CheckPictures(IDataSource<VideoClip> clips, bool areNeeded)
    {
        if (!areNeeded && HavePictures(clips))
        {
            throw new InputException("data.params.pictures is true, but this network makes videos from text alone and would look at none of them; leave it out.");
        }
    }

    private static bool HavePictures(IDataSource<VideoClip> source) =>
        source is VideoFolder { HasPictures: true } || (source is JoinedClips joined && joined.Sources.Any(HavePictures));

    private static InputException OnlyAdapters(string what) =>
        new($"{what}, and whole numbers cannot be trained. Add a 'lora' section to train an adapter on them, or train the float weights.");
}
