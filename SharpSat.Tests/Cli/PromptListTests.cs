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
        Assert.That(prompts, Is.EqualTo(new PromptLine[] { new(0, "zero"), new(1, "one"), new(2, "two") }));
    }

    [Test]
    public void Read_ALineNamesItsPictureAfterTheMark()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "a cat @@ cat.png\na dog\n");
        var prompts = PromptList.Read([], file);
        File.WriteAllText(file, "a cat @@\n");
        Assert.Throws<InputException>(() => PromptList.Read([], file));
        File.WriteAllText(file, "@@cat.png\n");
        Assert.Throws<InputException>(() => PromptList.Read([], file));
        File.Delete(file);
        Assert.That(prompts, Is.EqualTo(new PromptLine[] { new(0, "a cat", "cat.png"), new(1, "a dog") }));
    }

    [Test]
    public void Share_TakesEverySoManythPrompt_UnderItsOwnNumber()
    {
        PromptLine[] all = [.. Enumerable.Range(0, 5).Select(i => new PromptLine(i, $"{i}"))];
        Assert.That(RankOptions.Share(1, 2, all).Prompts.Select(line => line.Number), Is.EqualTo(new[] { 1, 3 }));
        Assert.That(RankOptions.Share(null, null, all).Prompts, Is.EqualTo(all));
        Assert.That(RankOptions.Share(6, 7, all).Prompts, Is.Empty);
        Assert.That(Enumerable.Range(0, 3).SelectMany(rank => RankOptions.Share(rank, 3, all).Prompts), Is.EquivalentTo(all));
    }

    [TestCase(0, null)]
    [TestCase(null, 2)]
    [TestCase(2, 2)]
    [TestCase(-1, 2)]
    [TestCase(0, 0)]
    public void Share_ThatCannotBe_IsRefused(int? rank, int? size) =>
        Assert.Throws<InputException>(() => RankOptions.Share(rank, size, []));

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
