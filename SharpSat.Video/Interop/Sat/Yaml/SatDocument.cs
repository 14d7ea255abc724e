using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>
/// A configuration of the reference (sections <c>model</c>, <c>args</c>, <c>data</c>, <c>deepspeed</c>) as a run config.
/// Every key of it is used or named in a remark.
/// </summary>
internal static class SatDocument
{
    private static readonly string[] ModelKeys =
        ["network_config", "denoiser_config", "conditioner_config", "first_stage_config", "loss_fn_config", "sampler_config"];

    /// <summary>Whether a document is written in the reference's schema.</summary>
    public static bool Recognises(ConfigDocument document)
    {
        var root = document.Root;
        return root["args"] is not null || root["deepspeed"] is not null
            || (root["model"] is JObject model && ModelKeys.Any(key => model[key] is not null))
            || ((string?)((root["data"] as JObject)?["target"] as JValue))?.StartsWith("data_video.", StringComparison.Ordinal) == true;
    }

    /// <summary>Translates the reference's files, merged.</summary>
    /// <exception cref="Core.Errors.InputException">A value is missing, of the wrong type, or asks for what SharpSat does not have.</exception>
    public static ConfigDocument Translate(ConfigDocument document)
    {
        var root = document.Root;
        RefuseInterpolation(root);
        var reading = new SatReading();
        var output = new SatOutput();
        var args = SatParams.Mapping(reading.Take(root, "args"), reading, "args");
        var deepspeed = SatParams.Mapping(reading.Take(root, "deepspeed"), reading, "deepspeed");
        var model = reading.Take(root, "model") is { } section ? SatModel.Read(section, reading) : null;
        if (model is not null)
        {
            SatModelSection.Write(model, root["model"]!, args, output, reading);
            SatSamplingSection.Write(model, args, output, reading);
        }

        SatTrainerSection.Write(args, deepspeed, output);
        SatDataSection.Write(reading.Take(root, "data"), args, output, reading);
        reading.TakeUnused(root);
        return ConfigDocument.From(output.Root, [.. document.Remarks, .. SatRemarks.Lines(reading)]);
    }

    private static void RefuseInterpolation(JObject root)
    {
        if (root.Descendants().OfType<JValue>().FirstOrDefault(v => v.Value is string text && text.Contains("${", StringComparison.Ordinal)) is { } found)
        {
            throw new SatUnsupportedException(found, found.Path, "refers to another value by ${...}; write the value itself.");
        }
    }
}
