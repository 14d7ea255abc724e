using Newtonsoft.Json.Linq;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>rotary-tables</c> of the diffusers suite: position tables without a model.</summary>
internal sealed class DiffusersRotaryTablesReplay : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["inputs"], "inputs");
        var args = run["args"]!;
        switch ((string?)run["op"])
        {
            case "rotary_table":
                ParityOptions.RequireKnown(args, "args", "style", "head_dim", "base_grid_hw", "grid_hw", "temporal_size");
                var fit = (string?)args["style"] switch
                {
                    "crop" => PositionFit.FitToBase,
                    "slice" => PositionFit.Slice,
                    var other => throw new ParityUnsupportedException($"the rotary style '{other}'"),
                };
                var (rows, columns) = Pair(args["grid_hw"]!);
                var (baseRows, baseColumns) = Pair(args["base_grid_hw"]!);
                var frames = (int)args["temporal_size"]!;
                Compare(fit, new PatchGrid(frames, baseRows, baseColumns), new PatchGrid(frames, rows, columns), (int)args["head_dim"]!, run, recorder);
                break;
            case "sincos_table":
                SinCos(args, run, recorder);
                break;
            case "crop_region":
                ParityOptions.RequireKnown(args, "args", "base_grid_hw", "grid_hw");
                recorder.Value("crop_region", run, "crop_region", Json(CropRegion.Fit(Pair(args["base_grid_hw"]!), Pair(args["grid_hw"]!))));
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Compares the rotary table of a grid with the recorded one.</summary>
    public static void Compare(PositionFit fit, PatchGrid largest, PatchGrid grid, int headSize, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect"], "expect", "cos", "sin");
        ParityOptions.RequireKnown(run["expect_values"], "expect_values", "crop_region", "dims_t_h_w");
        var (t, h, w) = RotaryGrid.Parts(headSize);
        recorder.Value("crop_region", run, "crop_region", fit == PositionFit.FitToBase ? Json(CropRegion.Fit((largest.H, largest.W), (grid.H, grid.W))) : null);
        recorder.Value("dims", run, "dims_t_h_w", new JArray(t, h, w));
        var angles_SD = RotaryGrid.Angles(fit, largest, grid, headSize);
        recorder.Tensor("cos", run["expect"]?["cos"], angles_SD.cos());
        recorder.Tensor("sin", run["expect"]?["sin"], angles_SD.sin());
    }

    private static void SinCos(JToken args, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(args, "args", "embed_dim", "spatial_wh", "temporal_size", "spatial_interpolation_scale", "temporal_interpolation_scale");
        var (columns, rows) = Pair(args["spatial_wh"]!);
        var grid = new PatchGrid((int)args["temporal_size"]!, rows, columns);
        var spatial = (double)args["spatial_interpolation_scale"]!;
        var table = SinCos3DMixin.Compute(
            new SinCos3DParams
            {
                Grid = grid,
                HiddenSize = (int)args["embed_dim"]!,
                TextLength = 0,
                HeightInterpolation = spatial,
                WidthInterpolation = spatial,
                TimeInterpolation = (double)args["temporal_interpolation_scale"]!,
            },
            grid);
        recorder.Tensor("table", run["expect"]?["table"], table.reshape(grid.T, grid.H * grid.W, -1));
    }

    private static (int First, int Second) Pair(JToken node) => ((int)node[0]!, (int)node[1]!);

    private static JArray Json(CropRegion region) => new(new JArray(region.Top, region.Left), new JArray(region.Bottom, region.Right));
}
