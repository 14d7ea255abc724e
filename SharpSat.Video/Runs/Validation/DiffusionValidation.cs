using SharpSat.Core.Training.Validation;

namespace SharpSat.Video.Runs.Validation;

/// <summary>What a <c>validation</c> section asks for.</summary>
internal sealed class DiffusionValidation(long every, BinnedLoss? loss, SampleVideos? videos) : IValidation
{
    public long Every => every;

    public IReadOnlyDictionary<string, double> Run(ValidationMoment moment)
    {
        videos?.Write(moment.Folder, moment.Averaged);
        return loss is null ? new Dictionary<string, double>() : new Dictionary<string, double>(loss.Measure());
    }
}
