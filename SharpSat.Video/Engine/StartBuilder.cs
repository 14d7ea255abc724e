using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

// Shape suffixes: B videos, T latent frames, C channels, H height, W width.
namespace SharpSat.Video.Engine;

/// <summary>Where a request's sampling starts: noise, given latents, or a noised video with the rest of the steps.</summary>
internal static class StartBuilder
{
    public static SamplingStart Build(VideoDiffusionEngine engine, GenerationRequest request, LatentShape shape, GenerationNoise noise)
    {
        var trajectory = engine.Schedule.Trajectory(request.Plan.Steps);
        if (request.Input is VideoInput video)
        {
            trajectory = trajectory.Last(Steps(request.Plan.Steps, video.Strength));
        }

        using var scope = NewDisposeScope();
        var start = request.StartLatents_BTCHW is { } given
            ? given.to(ScalarType.Float32, engine.Device).expand(request.Count, -1, -1, -1, -1)
            : Drawn(engine, request, shape, noise, trajectory);
        return new SamplingStart(start.MoveToOuterDisposeScope(), trajectory);
    }

    /// <summary>How many of the steps a strength leaves, cut off as diffusers does; 0 is too few.</summary>
    public static int Steps(int steps, double strength) => Math.Min((int)(steps * strength), steps);

    private static Tensor Drawn(
        VideoDiffusionEngine engine, GenerationRequest request, LatentShape shape, GenerationNoise noise, NoiseTrajectory trajectory)
    {
        using var scope = NewDisposeScope();
        var clean = request.Input is VideoInput video ? Encoded(engine, request, video, noise) : null;
        var drawn = noise.Start.Normal([request.Count, shape.Frames, shape.Channels, shape.Height, shape.Width], ScalarType.Float32, engine.Device);
        return (clean is null ? drawn : ForwardProcess.AddNoise(clean, drawn, LevelOf(engine.Schedule, trajectory[0]).ForBatch(request.Count)))
            .MoveToOuterDisposeScope();
    }

    private static Tensor Encoded(VideoDiffusionEngine engine, GenerationRequest request, VideoInput video, GenerationNoise noise)
    {
        using var scope = NewDisposeScope();
        var each = Enumerable.Range(0, (int)video.Videos_BFCHW.size(0))
            .Select(i => engine.Latents.Encode(video.Videos_BFCHW.narrow(0, i, 1), noise.Posterior(i * request.VideosPerPrompt)));
        return ConditionBuilder.ForVideos(cat([.. each], 0), request).to(engine.Device).MoveToOuterDisposeScope();
    }

    // diffusers adds noise by its float32 table of training levels; a trajectory of SAT's has levels of its own.
    private static NoiseLevel LevelOf(INoiseSchedule schedule, NoiseLevel level) =>
        level.AlphaBar is null ? level : schedule.Levels[(int)level.Timestep];
}
