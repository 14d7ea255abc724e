using SharpSat.Cli.Evaluation;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Evaluation;

namespace SharpSat.Tests.Cli;

public sealed class EvalNanoTests
{
    [Test]
    public void PromptSets_Have24CombinationsEach_OfTheirKind()
    {
        var held = EvaluationPrompt.Of(PromptSet.HeldOut, 2, paraphrases: false);
        var training = EvaluationPrompt.Of(PromptSet.Training, 1, paraphrases: false);
        var stars = EvaluationPrompt.Of(PromptSet.Star, 1, paraphrases: true);
        Assert.That((held.Count, training.Count, stars.Count), Is.EqualTo((48, 24, 24)));
        Assert.That(held.All(p => p.Asked.IsHeldOut && p.Asked.Shape != ShapeKind.Star));
        Assert.That(training.Any(p => p.Asked.IsHeldOut), Is.False);
        Assert.That(stars.All(p => p.Asked.Shape == ShapeKind.Star));
        Assert.That(held[1], Is.EqualTo(new EvaluationPrompt(
            held[0].Asked, "a red circle moving left on a black background", 2, "0000-red-circle-left-black-seed2.mp4")));
        Assert.That(stars.Select(p => p.Prompt.Split(' ')[0]).Distinct().Count(), Is.GreaterThan(4));
        Assert.That(held.Concat(training).Concat(stars).Select(p => p.File).Distinct().Count(), Is.EqualTo(96));
    }

    [Test]
    public void Figures_CountEachAttribute()
    {
        var asked = EvaluationPrompt.Of(PromptSet.HeldOut, 1, paraphrases: false)[0];
        var right = new ShapeVerdict
        {
            Color = asked.Asked.Color, Shape = asked.Asked.Shape, Direction = asked.Asked.Direction, Background = asked.Asked.Background,
        };
        var figures = Figures.Of(
        [
            new JudgedVideo(asked, right),
            new JudgedVideo(asked, right with { Shape = ShapeKind.Star }),
            new JudgedVideo(asked, new ShapeVerdict { Background = right.Background }),
            new JudgedVideo(asked, right with { Color = ShapeColor.Cyan, Direction = ShapeDirection.Up }),
        ]);
        Assert.That(figures, Is.EqualTo(new Figures(4, 2, 2, 2, 4, 1, 1)));
        Assert.That(figures.PercentRight, Is.EqualTo(25));
        Assert.That(figures.Rows().First(), Is.EqualTo(new[] { "colour", "2 of 4", "50.0 %" }));
    }

    [TestCase("--prompts", "stars", "must be one of held-out, training, star")]
    [TestCase("--seeds", "0", "the least is 1")]
    public void BadOption_Exits2_AndNamesTheRule(string option, string value, string message)
    {
        var run = CliRun.Of("eval", "nano", option, value);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(message));
    }
}
