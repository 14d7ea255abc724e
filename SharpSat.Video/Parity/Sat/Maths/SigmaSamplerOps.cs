using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>Ops on sigma samplers.</summary>
internal static class SigmaSamplerOps
{
    public static void Sampler(PartRun part)
    {
        part.Known(["n_samples"], ["rand"], "sigma", "sigmas");
        var sampling = SatDiffusion.SigmaSampling(part.Object);
        var table = sampling.Table ?? new EdmSchedule(new EdmScheduleParams());
        var levels = sampling.Timesteps.Draw(table, (int)part.Required("n_samples"), new GivenDraw(part.Input("rand")), RankPosition.Alone);
        var sigma = SatDiscretization.IsSigma(table);
        part.CompareList("sigmas", table.Levels.Select(level => SatDiscretization.Number(level, sigma)));
        part.CompareList("sigma", levels.Select(level => SatDiscretization.Number(level, sigma)));
    }

    public static void Ranges(PartRun part)
    {
        part.Known(["world_size"], []);
        var world = (int)part.Required("world_size");
        var sampling = SatDiffusion.SigmaSampling(part.Object);
        var count = sampling.Table!.Levels.Count;
        var expected = part.Run["expect_json"] as JObject ?? [];
        JObject actual;
        try
        {
            var ranges = Enumerable.Range(0, world).Select(rank => sampling.Timesteps is RankStratifiedTimesteps stratified
                ? stratified.RangeOf(count, new RankPosition(rank, world))
                : (Low: 0, High: count)).ToList();
            actual = new JObject
            {
                ["error"] = false,
                ["uniform_sampling_effective"] = sampling.Timesteps is RankStratifiedTimesteps && world > SatSigmaSampling.PlainUpTo,
                ["low_high_per_rank"] = new JArray(ranges.Select(range => new JArray(range.Low, range.High))),
            };
        }
        catch (InputException)
        {
            actual = new JObject { ["error"] = true };
        }

        foreach (var (name, value) in expected)
        {
            part.Recorder.Value(name, $"expect_json.{name}", value, actual[name]);
        }
    }
}
