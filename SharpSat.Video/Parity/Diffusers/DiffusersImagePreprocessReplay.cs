using Newtonsoft.Json.Linq;
using SharpSat.Video.Engine;
using SharpSat.Video.Media;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>image-preprocess</c> of the diffusers suite: pictures in and out.</summary>
internal sealed class DiffusersImagePreprocessReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["args"], "args", "height", "width");
        switch ((string?)run["op"])
        {
            case "preprocess":
                Preprocess(run, recorder);
                break;
            case "preprocess_video":
                var (height, width) = Size(run);
                recorder.Tensor("video", run["expect"]?["out"], RecordedPictures.Video(parity, run["inputs"]!["video"]!, height, width));
                break;
            case "postprocess_video":
                Postprocess(run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose()
    {
    }

    private void Preprocess(JObject run, ParityRecorder recorder)
    {
        var (height, width) = Size(run);
        var image = run["inputs"]!["image"]!;
        if (run["expect"]?["resized"] is { } resized)
        {
            var fitted = LanczosResize.Apply(RecordedPictures.Bytes(parity, image), height, width).ToBytes_FHWC();
            recorder.Tensor("resized", resized, parity.Resolve(resized).dim() == 3 ? fitted[0] : fitted);
        }

        recorder.Tensor("out", run["expect"]?["out"], RecordedPictures.Images(parity, image, height, width));
    }

    private void Postprocess(JObject run, ParityRecorder recorder)
    {
        var sample_BCFHW = parity.Resolve(run["inputs"]!["sample"]!);
        var x_BFCHW = PictureTensors.ToUnitInterval(sample_BCFHW.permute(0, 2, 1, 3, 4));
        recorder.Tensor("pt", run["expect"]?["pt"], x_BFCHW);
        recorder.Tensor("np", run["expect"]?["np"], x_BFCHW.permute(0, 1, 3, 4, 2));
        if (run["expect"]?["pil"] is { Type: not JTokenType.Null } pil)
        {
            var pixels = PixelFrames.FromUnit(sample_BCFHW, PixelRounding.HalfToEven).permute(0, 2, 3, 4, 1);

            // The pictures of one video are recorded without the batch.
            recorder.Tensor("pil", pil, parity.Resolve(pil).dim() == 4 ? pixels.flatten(0, 1) : pixels);
        }
    }

    private static (int Height, int Width) Size(JObject run) => ((int)run["args"]!["height"]!, (int)run["args"]!["width"]!);
}
