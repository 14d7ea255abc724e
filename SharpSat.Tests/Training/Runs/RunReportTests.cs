using System.Text;
using System.Text.RegularExpressions;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Runs.Report;
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
        Assert.That(page, Does.Contain("<h1>my &lt;run&gt;</h1>").And.Contain("7 of 7").And.Contain("<th>validation loss, averaged weights</th><td>0.5 at step 7</td>").And.Contain("<th>libtorch</th>").And.Contain("<summary>config.json</summary>"));
        foreach (var plot in new[] { "loss", "validation sharpness", "validation loss, noise levels 0 to 499", "learning rate", "gradient norm, before clipping", "clips per second", "memory in MiB" })
        {
            Assert.That(page, Does.Contain($"alt=\"{plot}\""));
        }

        Assert.That(Regex.Matches(page, "<h3>(.+)</h3>").Select(m => m.Groups[1].Value), Is.EqualTo(new[] { "step 7", "step 4" }), "newest first");
        Assert.That(Regex.Matches(page, "<img class=\"sheet\"[^>]* src=\"data:image/png;base64,AQ==\">"), Has.Count.EqualTo(2));
        Assert.That(Regex.Matches(page, "<video [^>]* src=\"data:video/mp4;base64,Ag==\"></video><figcaption>0000.mp4<"), Has.Count.EqualTo(2));
        Assert.That(Regex.Matches(page, "src=\"(?!data:)"), Is.Empty, "the page can be passed on alone");
        Assert.That(page, Does.Not.Contain("http"));
    }

    [Test]
    public void Plots_AskForFontsThatABrowserHas()
    {
        var plot = ReportPlot.Image("loss", [new Curve("loss", [(1, 0.5), (2, 0.25)]), new Curve("running mean", [(1, 0.5), (2, 0.4)])]);
        var svg = Encoding.UTF8.GetString(Convert.FromBase64String(Regex.Match(plot, "base64,([^\"]+)").Groups[1].Value));
        Assert.That(svg, Does.Contain("sans-serif").And.Not.Contain("SharpSat Sheet"));
    }

    [Test]
    public void FilesBeyondWhatAPageTakesIn_StayFiles()
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(folder.In("samples"));
        File.WriteAllBytes(folder.In("samples", "large #1.mp4"), new byte[ReportMedia.MostBytes]);
        File.WriteAllBytes(folder.In("samples", "small.png"), [1]);
        var media = new ReportMedia(folder.Path);
        Assert.That(media.Source(folder.In("samples", "small.png")), Is.EqualTo("data:image/png;base64,AQ=="));
        Assert.That(media.Source(folder.In("samples", "large #1.mp4")), Is.EqualTo("samples/large%20%231.mp4"));
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
            File.WriteAllBytes(Path.Combine(moment.Folder, "0000.mp4"), [2]);
            return new Dictionary<string, double> { ["sharpness"] = moment.Step, ["loss"] = 0.5, ["loss_t0_499"] = 0.25 };
        }
    }
}
