using SharpSat.Core.Errors;

namespace SharpSat.Video.Schedules;

/// <summary>How many steps a table of levels can be walked in.</summary>
internal static class StepRules
{
    /// <exception cref="InputException">Less than one step, or more steps than levels.</exception>
    public static void Check(int steps, int levels)
    {
        if (steps < 1 || steps > levels)
        {
            throw new InputException(
                $"Sampling takes from 1 to {levels} steps, not {steps}; the nearest is {Math.Clamp(steps, 1, levels)}.");
        }
    }
}
