using System.Text.RegularExpressions;

namespace SharpSat.Tests.Docs;

public sealed class DocumentTests
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documents");

    [Test]
    public void WritingAMixin_ShowsTheSourceThatTheBuildCompiles()
    {
        var page = File.ReadAllText(Path.Combine(Folder, "writing-a-mixin.md"));
        var source = File.ReadAllText(Path.Combine(Folder, "Acme", "AttentionGain.txt"));
        Assert.That(page, Does.Contain("```csharp\n" + source.TrimEnd() + "\n```"));
    }

    [Test]
    public void Pictures_AreThere()
    {
        var shown = Directory.GetFiles(Folder, "*.md")
            .SelectMany(page => Regex.Matches(File.ReadAllText(page), @"!\[[^\]]*\]\((docs/)?(?<file>[^)]+)\)"))
            .Select(picture => picture.Groups["file"].Value)
            .ToList();
        Assert.That(shown, Is.Not.Empty);
        Assert.That(shown.Where(file => !File.Exists(Path.Combine(Folder, file))), Is.Empty);
    }

    [Test]
    public void LinksBetweenPages_LeadSomewhere()
    {
        var pages = Directory.GetFiles(Folder, "*.md");
        Assert.That(pages, Has.Length.GreaterThan(4));
        foreach (var page in pages)
        {
            foreach (Match link in Regex.Matches(File.ReadAllText(page), @"\]\((?<to>[^)#:]+\.md)\)"))
            {
                Assert.That(pages.Select(Path.GetFileName), Does.Contain(Path.GetFileName(link.Groups["to"].Value)), $"{page}: {link.Value}");
            }
        }
    }
}
