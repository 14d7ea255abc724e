using System.Numerics;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Samplers;

/// <summary>Coefficients of one DPM-Solver++ 2M step: x' = Keep x + Take (Clean clean - Ahead previous) + Spread noise.</summary>
internal readonly record struct DpmStep(float Keep, float Take, float Clean, float Ahead, float Spread)
{
    /// <summary>The SDE form. In float64 if the levels have it, else in float32.</summary>
    /// <param name="now">Level of the sample.</param>
    /// <param name="target">Level to reach.</param>
    /// <param name="before">Level of the previous estimate, or null for a step of first order.</param>
    public static DpmStep Stochastic(NoiseLevel now, NoiseLevel target, NoiseLevel? before) => Between(now, target, before, true);

    /// <summary>The ODE form, which has no noise; otherwise as <see cref="Stochastic"/>.</summary>
    /// <param name="now">Level of the sample.</param>
    /// <param name="target">Level to reach.</param>
    /// <param name="before">Level of the previous estimate, or null for a step of first order.</param>
    public static DpmStep Deterministic(NoiseLevel now, NoiseLevel target, NoiseLevel? before) => Between(now, target, before, false);

    private static DpmStep Between(NoiseLevel now, NoiseLevel target, NoiseLevel? before, bool stochastic) =>
        now.AlphaBar is { } a && target.AlphaBar is { } b && (before is not { } level || level.AlphaBar is not null)
            ? Between(Pair(a), Pair(b), before is { AlphaBar: { } c } ? Pair(c) : null, stochastic)
            : Between((now.Signal, now.Noise), (target.Signal, target.Noise), before is { } last ? (last.Signal, last.Noise) : null, stochastic);

    // At pure noise lambda is minus infinity, at the clean end infinity; every coefficient still comes out finite.
    private static DpmStep Between<T>((T Signal, T Noise) now, (T Signal, T Noise) target, (T Signal, T Noise)? before, bool stochastic)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var two = T.One + T.One;
        var h = Lambda(target) - Lambda(now);
        var keep = target.Noise / now.Noise * (stochastic ? T.Exp(-h) : T.One);
        var take = T.CreateChecked(-Exponentials.ExpMinusOne(double.CreateChecked(stochastic ? -two * h : -h))) * target.Signal;
        var spread = stochastic ? target.Noise * T.Sqrt(T.One - T.Exp(-two * h)) : T.Zero;
        var ahead = before is { } back ? T.One / (two * ((Lambda(now) - Lambda(back)) / h)) : T.Zero;
        return new DpmStep(
            float.CreateChecked(keep), float.CreateChecked(take), float.CreateChecked(T.One + ahead), float.CreateChecked(ahead), float.CreateChecked(spread));
    }

    private static (double Signal, double Noise) Pair(double alphaBar) => (Math.Sqrt(alphaBar), Math.Sqrt(1 - alphaBar));

    private static T Lambda<T>((T Signal, T Noise) level)
        where T : struct, IBinaryFloatingPointIeee754<T> => T.Log(level.Signal / level.Noise);
}
