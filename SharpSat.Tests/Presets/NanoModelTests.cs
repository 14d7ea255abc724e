using SharpSat.Cli.Evaluation;
using SharpSat.Tests.Training;
using SharpSat.Video.Configuration;
using SharpSat.Video.Evaluation;
using SharpSat.Video.Media;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Presets;

public sealed class NanoModelTests
{
    private const int LargestFolderMegabytes = 16;

    [Test]
    [Category("Slow")]
    public void Videos_OfCombinationsItNeverSaw_ShowWhatIsAskedFor()
    {
        using var folder = new RunFolder();
        using var run = new SamplingRun(RunConfigFile.Load(["nano"]).Config);
        run.Load(ScalarType.Float32, CPU, []);
        var videos = EvaluationPrompt.Of(PromptSet.HeldOut, seeds: 1, paraphrases: true).Where((_, i) => i % 2 == 0).Select(prompt =>
        {
            using var video = run.Generate(new SamplingItem(prompt.Prompt) { Seed = prompt.Seed });
            var file = folder.In(prompt.File);
            VideoWriter.Write(file, FrameBatch.FromBytes_FHWC(video.Frames_FHWC), run.Settings.Fps);
            return new JudgedVideo(prompt, ShapeJudge.Judge(VideoReader.ReadAll(file)));
        }).ToList();

        foreach (var wrong in videos.Where(v => !v.IsRight))
        {
            TestContext.Out.WriteLine($"{wrong.Asked.Prompt}: {wrong.Verdict}");
        }

        Assert.That(videos, Has.Count.EqualTo(12));
        Assert.That(videos.Count(v => v.IsRight), Is.GreaterThanOrEqualTo(11));
    }

    [Test]
    public void TheFolder_IsAsSmallAsItMustBe()
    {
        var files = Directory.EnumerateFiles(Path.Combine(PresetCatalog.Folder, "nano"), "*", SearchOption.AllDirectories);
        Assert.That(files.Sum(f => new FileInfo(f).Length), Is.LessThan(LargestFolderMegabytes << 20));
    }
}
