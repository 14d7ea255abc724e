using SharpSat.Video.Networks;
using SharpSat.Video.Samplers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>Ops on functions: timestep features, ancestral steps, multistep coefficients.</summary>
internal static class StepOps
{
    public static void TimestepEmbedding(PartRun part)
    {
        part.Known(["dim", "max_period", "repeat_only"], ["timesteps"], "embedding");
        var timesteps = part.Input("timesteps");
        var size = (int)part.Required("dim");
        part.Compare("embedding", (bool?)part.Params["repeat_only"] == true
            ? Networks.TimestepEmbedding.Repeated(timesteps, size)
            : Networks.TimestepEmbedding.Features(timesteps, size, (double?)part.Params["max_period"] ?? 10000));
    }

    public static void AncestralStep(PartRun part)
    {
        part.Known(["eta"], ["sigma_from", "sigma_to"], "sigma_down", "sigma_up");
        var eta = (double?)part.Params["eta"] ?? 1;
        var splits = part.Floats("sigma_from").Zip(part.Floats("sigma_to"), (from, to) => AncestralSplit.Of(from, to, eta)).ToList();
        part.CompareList("sigma_down", splits.Select(split => split.Down));
        part.CompareList("sigma_up", splits.Select(split => split.Up));
    }

    public static void LinearMultistep(PartRun part)
    {
        part.Known(["max_order"], ["sigmas"], "coefficients");
        var order = (int)part.Required("max_order");
        var sigmas = part.Input("sigmas").to(ScalarType.Float64).data<double>().ToArray();
        var table = zeros([sigmas.Length - 1, order], ScalarType.Float64);
        for (var i = 0; i < sigmas.Length - 1; i++)
        {
            var row = MultistepCoefficients.Of(sigmas, i, sigmas[i + 1], Math.Min(i + 1, order));
            table[i].narrow(0, 0, row.Length).copy_(tensor(row));
        }

        part.Compare("coefficients", table);
    }
}
