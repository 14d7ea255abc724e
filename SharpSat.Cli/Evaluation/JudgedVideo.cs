using SharpSat.Video.Evaluation;

namespace SharpSat.Cli.Evaluation;

/// <summary>A video of an evaluation and what its pixels say.</summary>
internal sealed record JudgedVideo(EvaluationPrompt Asked, ShapeVerdict Verdict)
{
    public bool IsRight => Verdict.Compare(Asked.Asked).All;
}
