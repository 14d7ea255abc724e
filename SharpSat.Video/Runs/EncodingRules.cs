using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;

namespace SharpSat.Video.Runs;

/// <summary>When clips may be encoded ahead of training.</summary>
internal static class EncodingRules
{
    /// <summary>Checks <c>training.encode_once</c> and <c>training.latent_cache</c>.</summary>
    /// <param name="training">The section.</param>
    /// <param name="data">The clips.</param>
    /// <exception cref="InputException">Both are set, or latents are not all that training needs of these clips.</exception>
    public static void Check(TrainingSection training, IDataSource<VideoClip> data)
    {
        if (training.LatentCache is null && !training.EncodeOnce)
        {
            return;
        }

        if (training.LatentCache is not null && training.EncodeOnce)
        {
            throw new InputException("training.latent_cache and training.encode_once both keep the clips' latents, on disk and in memory; leave one out.");
        }

        var setting = training.LatentCache is not null ? "latent_cache" : "encode_once";
        var why = EncodedClips.IsAugmented(data) ? $"the data source {data.GetType().Name} changes a clip from reading to reading"
            : training.LatentCache is not null && data is not IIdentifiedClips ? $"the data source {data.GetType().Name} does not identify its clips ({nameof(IIdentifiedClips)})"
            : null;
        if (why is not null)
        {
            throw new InputException($"training.{setting} keeps only the latents of each clip, but {why}. Leave training.{setting} out.");
        }
    }
}
