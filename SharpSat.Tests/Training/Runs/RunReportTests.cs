using System.Text.RegularExpressions;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Validation;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training.Runs;

public sealed class RunReportTests
{
    [Test]
    public void Report_HasFiguresCurvesSamplesConfigAndEnvironment_AndNeedsNoNetwork()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        var config = new TrainerConfig { RunDir = folder.In("my <run>"), MaxSteps = 7, Lr = 0.02, SaveEvery = 3, EmaDecay = 0.9 };
        new Trainer<Tensor>(config, problem.Parts with { Validation = new SheetMaker() }).Run();

        var page = File.ReadAllText(folder.In("my <run>", "report.html"));
        Assert.That(page, Does.Contain("<h1>my &lt;run&gt;</h1>").And.Contain("7 of 7").And.Contain("<th>libtorch</th>").And.Contain("<summary>config.json</summary>"));
        foreach (var plot in new[] { "loss", "validation: sharpness", "learning rate", "gradient norm, before clipping", "clips per second", "memory in MiB" })
        {
            Assert.That(page, Does.Contain($"alt=\"{plot}\""));
        }

        var sheets = Regex.Matches(page, "class=\"sheet\"[^>]* src=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();
        Assert.That(sheets, Is.EqualTo(new[] { "samples/step-000007/sheet.png", "samples/step-000004/sheet.png" }));
        Assert.That(Regex.Matches(page, "src=\"(?!data:|samples/)"), Is.Empty);
        Assert.That(page, Does.Not.Contain("http"));
    }

    [Test]
    public void Report_OfARunWithoutALoggedStep_IsWrittenAllTheSame()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        new Trainer<Tensor>(new TrainerConfig { RunDir = folder.Path, MaxSteps = 2, LogEvery = 5 }, problem.Parts).Run();
        Assert.That(File.ReadAllText(folder.In("report.html")), Does.Contain("none logged").And.Not.Contain("class=\"plot\" "));
    }

    private sealed class SheetMaker : IValidation
    {
        public long Every => 4;

        public IReadOnlyDictionary<string, double> Run(ValidationMoment moment)
        {
            Directory.CreateDirectory(moment.Folder);
            File.WriteAllBytes(Path.Combine(moment.Folder, "sheet.png"), [1]);
            return new Dictionary<string, double> { ["sharpness"] = moment.Step };
        }
    }
}
