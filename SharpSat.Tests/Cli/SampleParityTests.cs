using System.Globalization;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Tests.Golden;
using SharpSat.Tests.Media;
using static TorchSharp.torch;

namespace SharpSat.Tests.Cli;

/// <summary>The command line takes the same way to the same numbers as the replay of the pipeline.</summary>
public sealed class SampleParityTests
{
    [Test]
    public void Sample_OfAPipelineFolder_FromTheRecordedNoise_GivesTheRecordedLatents()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var parity = GoldenCase.Open("diffusers", "pipeline-t2v");
        var run = parity.Runs.First(r => (string?)r["op"] == "generate" && r["draws"]!.Count() == 1);
        var call = run["inputs"]!;
        SafetensorsWriter.Write(folder["start.safetensors"], [("latents", parity.Resolve(run["draws"]![0]!)[0])]);
        var command = CliRun.Of(
            "sample",
            "--model", parity.PathOf((string)parity.Json["model"]!),
            "--prompt", (string)call["prompt"]!,
            "--negative", (string)call["negative_prompt"]!,
            "--frames", Number(call["num_frames"]),
            "--height", Number(call["height"]),
            "--width", Number(call["width"]),
            "--steps", Number(call["steps"]),
            "--guidance", Number(call["guidance_scale"]),
            "--latents", folder["start.safetensors"],
            "--save-latents",
            "--out", Path.Combine(folder.Path, "out"));
        Assert.That(command.Code, Is.Zero, command.Error);
        using var saved = WeightFiles.Open(Directory.EnumerateFiles(Path.Combine(folder.Path, "out"), "*.safetensors").Single());
        var recorded = parity.Resolve(run["expect"]!["final_latents"]!)[0];
        Assert.That((saved.Read("latents") - recorded).abs().max().item<float>(), Is.LessThan(1e-4 * recorded.abs().max().item<float>()));
    }

    private static string Number(JToken? value) => Convert.ToString(((JValue)value!).Value, CultureInfo.InvariantCulture)!;
}
