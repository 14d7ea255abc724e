using SharpSat.Core.Training.Schedules;
using SharpSat.Video.Interop.Sat;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>The op on <c>AnnealingLR</c>.</summary>
internal static class AnnealingOps
{
    public static void Annealing(PartRun part)
    {
        part.Known(["group_lr_scales", "rows"], [], "lr");
        var schedule = SatWhole.Read(part.Object, SatLearningRate.Read);
        var scales = part.Required("group_lr_scales").Select(scale => (double)scale).ToArray();
        var rows = (int)part.Required("rows");
        // Row k is what step k + 1 takes: the first row follows construction.
        var rates = Enumerable.Range(1, rows).SelectMany(step => scales.Select(scale => schedule.At(step) * scale));
        part.Compare("lr", tensor(rates.ToArray()).view(rows, scales.Length));
    }
}
