using System.Diagnostics;
using SharpSat.Core.Data;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs.Estimates;

/// <summary>Does what the frozen encoders will do, before the steps and in each of them, on the job's own clips.</summary>
/// <param name="engine">Autoencoder and text encoder.</param>
/// <param name="batches">The clips; batches of one where they are encoded ahead of the steps.</param>
/// <param name="plan">What is encoded when.</param>
internal sealed class EncodingRehearsal(VideoDiffusionEngine engine, IBatchLoader<VideoBatch> batches, EncodingPlan plan) : IDisposable
{
    private Tensor? _pictures;
    private string[] _captions = [];
    private (double Clips, double Pictures, double Text) _seconds;

    /// <summary>Time of a step's encoding.</summary>
    public double StepSeconds =>
        (plan.Ahead ? 0 : _seconds.Clips) + (plan.PicturesInSteps ? _seconds.Pictures : 0) + (plan.TextAhead ? 0 : _seconds.Text);

    /// <summary>Encodes one clip as before the first step. The loader reads ahead meanwhile, as it will then.</summary>
    public void Ahead()
    {
        Clips();
        if (plan.TextAhead)
        {
            Text();
        }
    }

    /// <summary>Encodes what a step encodes.</summary>
    public void Step()
    {
        if (!plan.Ahead)
        {
            Clips();
        }
        else if (plan.PicturesInSteps)
        {
            _seconds.Pictures = Time(() => engine.Latents.Moments(_pictures!).Dispose());
        }

        if (!plan.TextAhead)
        {
            Text();
        }
    }

    public void Dispose() => _pictures?.Dispose();

    private void Clips()
    {
        using var scope = NewDisposeScope();
        using var batch = batches.Next();
        var video = batch.Video_BFCHW!;
        var repeat = plan.BatchSize / (int)video.shape[0];
        _captions = [.. Enumerable.Repeat(batch.Captions!, repeat).SelectMany(captions => captions)];
        if (plan.Pictures != PictureKeeping.None)
        {
            var pictures = (batch.Image_BCHW ?? video.select(1, 0)).unsqueeze(1);
            if (plan.Ahead && plan.PicturesInSteps)
            {
                _pictures?.Dispose();
                _pictures = pictures.repeat(repeat, 1, 1, 1, 1).DetachFromDisposeScope();
            }
            else
            {
                _seconds.Pictures = Time(() => engine.Latents.Moments(pictures).Dispose());
            }
        }

        _seconds.Clips = Time(() => engine.Latents.Moments(video).Dispose());
    }

    private void Text()
    {
        var captions = plan.Ahead && plan.TextAhead ? _captions[..1] : _captions;
        _seconds.Text = Time(() => engine.Conditioner.Encoder.Encode(captions).Dispose());
    }

    private static double Time(Action action)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }
}
