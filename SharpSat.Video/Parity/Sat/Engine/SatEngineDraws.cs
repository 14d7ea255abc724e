using Newtonsoft.Json.Linq;
using SharpSat.Video.Engine;

namespace SharpSat.Video.Parity.Sat.Engine;

/// <summary>The recorded draws of an engine's run, as standard numbers.</summary>
internal static class SatEngineDraws
{
    /// <summary>The draws; those of kind <c>normal</c> (levels of the picture's noise) are recorded with their mean and deviation.</summary>
    public static RecordedDraws Of(ParityCase parity, JToken? references, JToken? kinds)
    {
        var settings = new ImageNoiseParams();
        var draws = (references ?? new JArray()).Zip(kinds ?? new JArray(), (reference, kind) => (string?)kind == "normal"
            ? (parity.Resolve(reference) - settings.LogMean) / settings.LogDeviation
            : parity.Resolve(reference));
        return new RecordedDraws([.. draws]);
    }

    /// <summary>All kinds of draws come from the one recorded sequence.</summary>
    public static TrainingDraws AllFrom(RecordedDraws draws) => new(draws, draws, draws, draws, draws);
}
