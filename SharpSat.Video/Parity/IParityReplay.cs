using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity;

/// <summary>Replays the runs of one kind of case. One instance serves one case and may keep models between its runs.</summary>
internal interface IParityReplay : IDisposable
{
    /// <summary>Replays one run. Stages are recorded in the order in which they are computed.</summary>
    /// <exception cref="ParityUnsupportedException">The run has an op or option that is not known.</exception>
    void Replay(JObject run, ParityRecorder recorder);
}
