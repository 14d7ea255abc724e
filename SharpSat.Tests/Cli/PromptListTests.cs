using SharpSat.Cli.Commands;
using SharpSat.Core.Errors;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Runs;

namespace SharpSat.Tests.Cli;

public sealed class PromptListTests
{
    [TestCase("A red circle, moving LEFT!", "a-red-circle-moving-left")]
    [TestCase("../../etc/passwd", "etc-passwd")]
    [TestCase("\u65e5\u672c", "video")]
    [TestCase("one two three four five six seven eight nine ten", "one-two-three-four-five-six-seven-eight")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Slug_IsASafeShortFileName(string prompt, string slug) => Assert.That(PromptList.Slug(prompt), Is.EqualTo(slug));

    [Test]
    public void Read_CommandLineFirst_ThenTheFilesLines()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "one\n\n  two \n");
        var prompts = PromptList.Read(["zero"], file);
        File.Delete(file);
        Assert.That(prompts, Is.EqualTo(new[] { "zero", "one", "two" }));
    }

    [TestCase("a.safetensors", "a.safetensors", 1.0)]
    [TestCase("a.safetensors:0.5", "a.safetensors", 0.5)]
    [TestCase("C:\\loras\\a", "C:\\loras\\a", 1.0)]
    [TestCase("runs/x:-1", "runs/x", -1.0)]
    public void LoraChoice_TakesAScaleAfterTheLastColon(string text, string path, double scale) =>
        Assert.That(LoraChoice.Parse(text), Is.EqualTo(new LoraChoice(path, scale)));

    [Test]
    public void ShapeWords_ListsNarrowCombinations()
    {
        var filter = ShapeWords.Include(["circle,square"], ["red"], null, null, ["circle-left"]).Single();
        Assert.That(filter.Shapes, Is.EqualTo(new[] { ShapeKind.Circle }));
        Assert.That(filter.Colors, Is.EqualTo(new[] { ShapeColor.Red }));
        Assert.That(filter.Directions, Is.EqualTo(new[] { ShapeDirection.Left }));
    }

    [Test]
    public void ShapeWords_StarsComeOnRequestOnly()
    {
        Assert.That(ShapeWords.Include(null, ["red"], null, null, null).Single().Shapes, Does.Not.Contain(ShapeKind.Star));
        Assert.That(ShapeWords.Include(["star"], null, null, null, null).Single().Shapes, Is.EqualTo(new[] { ShapeKind.Star }));
    }

    [Test]
    public void ShapeWords_MisspelledWord_ListsNearMatches()
    {
        Assert.That(
            Assert.Throws<InputException>(() => ShapeWords.Include(["sqare"], null, null, null, null))!.Message,
            Is.EqualTo("--shapes: there is no 'sqare'. Did you mean 'square', 'star'?"));
        Assert.That(
            Assert.Throws<InputException>(() => ShapeWords.Filters(["red-circel"]))!.Message,
            Does.StartWith("'circel' in 'red-circel' is no colour, shape, direction or background. Did you mean 'circle'"));
    }
}
