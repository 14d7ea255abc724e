using System.Globalization;
using SharpSat.Core.Data;
using SharpSat.Core.Distributed;
using SharpSat.Core.Tensors;
using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs.Validation;

/// <summary>
/// The training loss of some clips by noise level. Levels, noise and latents are the same at every look, so that what
/// changes is the network. Several processes divide the clips.
/// </summary>
internal sealed class BinnedLoss : IDisposable
{
    private readonly VideoDiffusionEngine _engine;
    private readonly IDiffusionLoss _loss;
    private readonly int _bins;
    private readonly long _seed;
    private readonly int _count;
    private readonly IProcessGroup _group;
    private readonly Dictionary<int, (Tensor Latents_1TCHW, Conditioning Condition)> _clips = [];

    /// <summary>Encodes this process's clips.</summary>
    public BinnedLoss(
        VideoDiffusionEngine engine, IDiffusionLoss loss, IDataSource<VideoClip> clips, int count, int bins, long seed, IProcessGroup group)
    {
        (_engine, _loss, _bins, _seed, _group) = (engine, loss, bins, seed, group);
        _count = Math.Min(count, clips.Count);
        foreach (var i in Enumerable.Range(0, _count).Where(i => DividedWork.IsOwn(i, group)))
        {
            using var scope = NewDisposeScope();
            using var clip = clips.Read(i);
            var latents_1TCHW = engine.Latents.EncodeMode(clip.Frames_FCHW.unsqueeze(0)).DetachFromDisposeScope();
            _clips.Add(i, (latents_1TCHW, Condition(clip, latents_1TCHW.size(1), i)));
        }
    }

    /// <summary>
    /// The mean loss, and that of each bin ("loss_t0_249" for the least noisy quarter of 1,000 levels): in every process
    /// what one process would measure, to the last bit where the weights are the same.
    /// </summary>
    public IEnumerable<KeyValuePair<string, double>> Measure()
    {
        var levels = _engine.Schedule.Levels;
        var bins = Enumerable.Range(0, _bins).Select(bin => (From: bin * levels.Count / _bins, To: (bin + 1) * levels.Count / _bins)).ToList();
        var clips = DividedWork.Figures(
            _count, _bins, i => [.. bins.Select((bin, b) => Loss(i, b, levels[bin.From + ((bin.To - bin.From) * ((2 * i) + 1) / (2 * _count))]))], _group);
        var losses = bins.Select((bin, b) => KeyValuePair.Create(
            string.Create(CultureInfo.InvariantCulture, $"loss_t{bin.From}_{bin.To - 1}"), clips.Average(clip => clip[b]))).ToList();
        return losses.Prepend(KeyValuePair.Create("loss", losses.Average(bin => bin.Value)));
    }

    public void Dispose()
    {
        foreach (var (latents, condition) in _clips.Values)
        {
            latents.Dispose();
            condition.Text_BSE.Dispose();
            condition.Concat_BTCHW?.Dispose();
            condition.Ofs_B?.Dispose();
        }
    }

    // An image-to-video network is given the clip's picture as it is: no noise, never dropped.
    private Conditioning Condition(VideoClip clip, long latentFrames, int index)
    {
        using var noise = new NoiseSource(_seed, string.Create(CultureInfo.InvariantCulture, $"validation/picture/{index}"));
        var picture_BCHW = _engine.Images.Needed ? VideoBatch.Image(clip).unsqueeze(0) : null;
        var picture_BTCHW = _engine.Images.Encode(picture_BCHW, noise);
        var condition = _engine.Images.Join(_engine.Conditioner.Condition([clip.Caption]), picture_BTCHW, latentFrames);
        return new Conditioning
        {
            Text_BSE = condition.Text_BSE.to(_engine.Device).DetachFromDisposeScope(),
            Concat_BTCHW = condition.Concat_BTCHW?.to(_engine.Device).DetachFromDisposeScope(),
            Ofs_B = condition.Ofs_B?.DetachFromDisposeScope(),
        };
    }

    private double Loss(int clip, int bin, NoiseLevel level)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(_seed, string.Create(CultureInfo.InvariantCulture, $"validation/{bin}/{clip}"));
        var objective = new DiffusionObjective(_engine.Schedule, _engine.Parameterization, new GivenLevels([level]), _loss);
        var (latents_1TCHW, condition) = _clips[clip];
        return objective.Compute(_engine.Transformer, latents_1TCHW.to(_engine.Device), condition, noise, noise, RankPosition.Alone).Loss_B.mean().ToDouble();
    }
}
