using Newtonsoft.Json.Linq;
using SharpSat.Video.Schedules;
using SharpSat.Video.Timesteps;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The reference's sigma sampler and the table it draws from.</summary>
/// <param name="Timesteps">Chooses levels.</param>
/// <param name="Table">Where they come from; null for <c>EDMSampling</c>, which has none.</param>
internal sealed record SatSigmaSampling(ITimestepSampler Timesteps, INoiseSchedule? Table)
{
    /// <summary>With this many processes or fewer, the reference draws plainly whatever the configuration says.</summary>
    public const int PlainUpTo = 8;

    public static SatSigmaSampling Read(JToken? node, SatReading reading)
    {
        var p = SatParams.Of(node, reading);
        return SatNode.ClassOf(node) switch
        {
            "DiscreteSampling" => new SatSigmaSampling(Discrete(p), TableOf(p, "num_idx")),
            "PartialDiscreteSampling" => new SatSigmaSampling(
                new PartialTimesteps(new PartialTimestepsParams { Count = p.Int("partial_num_idx") }), TableOf(p, "total_num_idx")),
            "EDMSampling" => new SatSigmaSampling(
                new LogNormalSigmas(new LogNormalSigmasParams { Mean = p.OptionalDouble("p_mean") ?? -1.2, Deviation = p.OptionalDouble("p_std") ?? 1.2 }),
                null),
            _ => throw SatWhole.Unknown(node, "the sigma sampler"),
        };
    }

    private static ITimestepSampler Discrete(SatParams p)
    {
        var groups = p.OptionalInt("group_num") ?? 0;
        return p.Bool("uniform_sampling", false)
            ? new RankStratifiedTimesteps(new RankStratifiedTimestepsParams { Groups = groups, PlainUpTo = PlainUpTo, DropRest = true })
            : new UniformTimesteps();
    }

    private static INoiseSchedule TableOf(SatParams p, string size) => SatDiscretization.Table(
        p.Required("discretization_config"), p.Reading, p.Int(size), p.Bool("do_append_zero", false), p.Bool("flip", true));
}
