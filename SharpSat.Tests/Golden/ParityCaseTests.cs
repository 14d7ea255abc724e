using SharpSat.Video.Parity;

namespace SharpSat.Tests.Golden;

/// <summary>Replays every recorded case in the repository, as <c>sharpsat parity</c> does.</summary>
public sealed class ParityCaseTests
{
    private static IEnumerable<string> Cases() => Directory.EnumerateFiles(GoldenCase.Root, "case.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(GoldenCase.Root, Path.GetDirectoryName(file)!))
        .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Cases))]
    public void Case_GivesTheRecordedNumbers(string name)
    {
        var report = ParityRunner.Run(Path.Combine(GoldenCase.Root, name));
        Assert.That(report.Unsupported, Is.Empty);
        Assert.That(report.Checks.Where(check => !check.Pass).Take(10), Is.Empty);
        Assert.That(report.Checks, Has.Count.AtLeast(report.Runs), "every run compares something");
    }
}
