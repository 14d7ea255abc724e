using Newtonsoft.Json.Linq;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The reference's discretizers: schedules, and the tables that its other classes make of them.</summary>
internal static class SatDiscretization
{
    /// <summary>The schedule of a discretizer.</summary>
    public static INoiseSchedule Schedule(JToken? node, SatReading reading)
    {
        var p = SatParams.Of(node, reading);
        return SatNode.ClassOf(node) switch
        {
            "ZeroSNRDDPMDiscretization" => new ZeroSnrSchedule(new ZeroSnrScheduleParams
            {
                Levels = p.OptionalInt("num_timesteps") ?? 1000,
                BetaStart = p.OptionalDouble("linear_start") ?? 0.00085,
                BetaEnd = p.OptionalDouble("linear_end") ?? 0.0120,
                Shift = p.OptionalDouble("shift_scale") ?? 1,
                KeepStart = p.Bool("keep_start", false),
                ShiftLast = p.Bool("post_shift", false),
            }),
            "LegacyDDPMDiscretization" => new LegacyDdpmSchedule(new LegacyDdpmScheduleParams
            {
                Levels = p.OptionalInt("num_timesteps") ?? 1000,
                BetaStart = p.OptionalDouble("linear_start") ?? 0.00085,
                BetaEnd = p.OptionalDouble("linear_end") ?? 0.0120,
            }),
            "EDMDiscretization" => new EdmSchedule(new EdmScheduleParams
            {
                SigmaMin = p.OptionalDouble("sigma_min") ?? 0.002,
                SigmaMax = p.OptionalDouble("sigma_max") ?? 80,
                Rho = p.OptionalDouble("rho") ?? 7,
            }),
            _ => throw SatWhole.Unknown(node, "the discretizer"),
        };
    }

    /// <summary>Whether the schedule's numbers are sigmas; otherwise they are sqrt(alpha_bar).</summary>
    public static bool IsSigma(INoiseSchedule schedule) => schedule.Levels[^1].IsVarianceExploding();

    /// <summary>The numbers that a call of the discretizer gives, noisiest first unless flipped.</summary>
    public static float[] Numbers(INoiseSchedule schedule, int n, bool appendZero, bool flip)
    {
        var trajectory = schedule.Trajectory(n);
        var numbers = Enumerable.Range(0, n).Select(i => Number(trajectory[i], IsSigma(schedule))).ToList();
        if (appendZero)
        {
            numbers.Add(0);
        }

        return flip ? [.. numbers.AsEnumerable().Reverse()] : [.. numbers];
    }

    /// <summary>The table of <c>DiscreteSampling</c> and <c>DiscreteDenoiser</c>; its timesteps are positions.</summary>
    public static INoiseSchedule Table(JToken? discretizer, SatReading reading, int n, bool appendZero, bool flip)
    {
        var schedule = Schedule(discretizer, reading);
        if (n == schedule.Levels.Count && !appendZero && flip && schedule is not EdmSchedule)
        {
            return schedule;
        }

        var sigma = IsSigma(schedule);
        return new TabulatedSchedule([.. Numbers(schedule, n, appendZero, flip).Select((number, i) => Level(number, i, sigma))]);
    }

    /// <summary>The level that the reference writes as one number.</summary>
    public static NoiseLevel Level(float number, float timestep, bool isSigma) =>
        isSigma ? NoiseLevel.VarianceExploding(number, timestep) : NoiseLevel.VariancePreserving(number, timestep);

    /// <summary>The number that the reference writes for a level.</summary>
    public static float Number(NoiseLevel level, bool isSigma) => isSigma ? level.Noise : level.Signal;
}
