using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>Writes <c>data</c> from the reference's <c>SFTDataset</c> and the folder that the arguments name.</summary>
internal static class SatDataSection
{
    public static void Write(JToken? section, SatParams args, SatOutput output, SatReading reading)
    {
        if (section is null)
        {
            return;
        }

        if (SatNode.ClassOf(section) != "SFTDataset")
        {
            reading.TakeAll(section);
            reading.Warn(section, $"is not used: the dataset {SatNode.ClassOf(section)} is not supported, only SFTDataset is; training needs a data section.");
            return;
        }

        var p = SatParams.Of(section, reading);
        var folders = args.Texts("train_data") ?? [];
        if (folders.Count > 1)
        {
            throw new SatUnsupportedException(args.Node("train_data"), "args.train_data", $"names {folders.Count} folders; name one.");
        }

        var size = p.Ints("video_size");
        if (size is not { Count: 2 })
        {
            throw new SatUnsupportedException(p.Required("video_size"), $"{section.Path}.params.video_size", "must be [height, width].");
        }

        output.Put("data.target", "video_folder", section["target"]);
        output.Put("data.params.path", folders.Count == 1 ? folders[0] : null, args.Node("train_data"));
        output.Put("data.params.height", size[0], p.Node("video_size"));
        output.Put("data.params.width", size[1], p.Node("video_size"));
        output.Put("data.params.frames", p.Int("max_num_frames"), p.Node("max_num_frames"));
        output.Put("data.params.fps", p.Double("fps"), p.Node("fps"));
        output.Put("data.params.skip_frames", p.OptionalInt("skip_frms_num") ?? 3, p.Node("skip_frms_num") ?? section);
        output.Put("data.params.whole_steps", true, section);
        reading.Note(p.Node("max_num_frames")!, "is the length of every clip: shorter videos are refused by name, where the reference trains on fewer frames.");
    }
}
