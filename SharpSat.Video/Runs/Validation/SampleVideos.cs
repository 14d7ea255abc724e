using System.Globalization;
using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;
using SharpSat.Video.Media;
using TorchSharp;

namespace SharpSat.Video.Runs.Validation;

/// <summary>
/// Videos of fixed prompts and seeds: as the network is, with its averaged weights, and as it was: without the adapter that
/// is being trained, or with the weights that the job began with. Several processes divide the prompts; the first one writes all videos.
/// </summary>
internal sealed class SampleVideos(
    VideoDiffusionEngine engine, SamplingSection settings, SamplingPlan plan, ValidationSection validation, LoraMixin? lora, IProcessGroup group) : IDisposable
{
    private readonly List<PictureInput> _pictures = [];
    private readonly VideoPipeline _pipeline = new(engine);
    private readonly List<FrameBatch> _base = [];
    private List<FrameBatch> _plain = [];

    /// <summary>Checks the pictures to animate before clips and weights are read.</summary>
    /// <exception cref="InputException">One is missing or spare.</exception>
    public static void RequirePictures(ValidationSection validation, bool animates)
    {
        var needed = animates ? validation.Prompts.Count : 0;
        if (validation.Images.Count != needed)
        {
            throw new InputException(!animates
                ? "validation.images has pictures, but this network makes videos from text alone; leave it out."
                : $"This network animates pictures, so validation.images needs one for each of the {needed} validation.prompts; it has {validation.Images.Count}.");
        }

        if (validation.Images.FirstOrDefault(path => !File.Exists(path)) is { } missing)
        {
            throw new InputException($"validation.images: '{missing}' does not exist.");
        }
    }

    /// <summary>Reads the pictures to animate, and checks the videos' size.</summary>
    /// <exception cref="InputException">It is illegal, or a picture cannot be read.</exception>
    public void Check()
    {
        _pictures.AddRange(validation.Images.Select(path => InputFiles.Picture(path, settings)));
        _pipeline.Check(Request(0));
    }

    /// <summary>Makes the videos of the weights that the job begins with, before anything trains or a checkpoint is read.</summary>
    /// <param name="type">Type of the activations in training.</param>
    public void Begin(torch.ScalarType type)
    {
        if (_base.Count == 0)
        {
            engine.Transformer.eval();
            engine.Transformer.ComputeType = type == torch.ScalarType.Float32 ? null : type;
            _base.AddRange(Make());
        }
    }

    public void Dispose() => _pictures.ForEach(picture => picture.Pictures_BCHW.Dispose());

    /// <summary>Makes and writes the videos of one look, and a sheet that shows all looks at these weights side by side.</summary>
    public void Write(string folder, bool averaged)
    {
        if (lora is not null && _base.Count == 0)
        {
            var scale = lora.Scale;
            lora.Scale = 0;
            _base.AddRange(Make());
            lora.Scale = scale;
        }

        var videos = Make();
        if (!averaged)
        {
            _plain = videos;
        }

        if (group.Rank > 0)
        {
            return;
        }

        Write(folder, videos, averaged ? "-ema" : string.Empty);
        if (!averaged)
        {
            Write(folder, _base, "-base");
        }

        ContactSheet.Save(Path.Combine(folder, "contact-sheet.png"), [.. Rows(averaged ? videos : null)]);
    }

    private void Write(string folder, List<FrameBatch> videos, string what)
    {
        for (var i = 0; i < videos.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{i:0000}{what}.mp4");
            VideoWriter.Write(Path.Combine(Directory.CreateDirectory(folder).FullName, name), videos[i], settings.Fps);
        }
    }

    private IEnumerable<ContactSheetRow> Rows(List<FrameBatch>? averaged)
    {
        for (var i = 0; i < validation.Prompts.Count; i++)
        {
            if (_base.Count > 0)
            {
                yield return new ContactSheetRow(lora is null ? "before training" : "without the adapter", _base[i], validation.Prompts[i]);
            }

            yield return new ContactSheetRow("now", _plain[i], validation.Prompts[i]);
            if (averaged is not null)
            {
                yield return new ContactSheetRow("averaged weights", averaged[i], validation.Prompts[i]);
            }
        }
    }

    private List<FrameBatch> Make()
    {
        using var scope = torch.NewDisposeScope();
        return [.. DividedWork.Tensors(validation.Prompts.Count, Make, group).Select(FrameBatch.FromBytes_FHWC)];
    }

    private torch.Tensor Make(int index)
    {
        using var video = _pipeline.Generate(Request(index));
        return video.Frames_FHWC.alias();
    }

    private GenerationRequest Request(int index) => new()
    {
        Prompts = [validation.Prompts[index]],
        Input = _pictures.ElementAtOrDefault(index),
        Unconditional = settings.Unconditional,
        Frames = settings.Frames,
        Height = settings.Height,
        Width = settings.Width,
        Seed = validation.Seed + index,
        Plan = plan,
        Rounding = settings.Rounding,
    };
}
