using System.Numerics;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Samplers;

/// <summary>Coefficients of one DPM-Solver++ SDE step: x' = Keep x + Take (Clean clean - Ahead previous) + Spread noise.</summary>
internal readonly record struct DpmStep(float Keep, float Take, float Clean, float Ahead, float Spread)
{
    /// <summary>In float64 if the levels have it, else in float32.</summary>
    /// <param name="now">Level of the sample.</param>
    /// <param name="target">Level to reach.</param>
    /// <param name="before">Level of the previous estimate, or null for a step of first order.</param>
    public static DpmStep Between(NoiseLevel now, NoiseLevel target, NoiseLevel? before) =>
        now.AlphaBar is { } a && target.AlphaBar is { } b && (before is not { } level || level.AlphaBar is not null)
            ? Between(Math.Sqrt(a), Math.Sqrt(b), before is { AlphaBar: { } c } ? Math.Sqrt(c) : null)
            : Between(now.Signal, target.Signal, before?.Signal);

    // At pure noise lambda is minus infinity; every coefficient still comes out finite.
    private static DpmStep Between<T>(T now, T target, T? before)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var two = T.One + T.One;
        var h = Lambda(target) - Lambda(now);
        var keep = T.Sqrt((T.One - (target * target)) / (T.One - (now * now))) * T.Exp(-h);
        var take = T.CreateChecked(-ExpM1(double.CreateChecked(-two * h))) * target;
        var spread = T.Sqrt(T.One - (target * target)) * T.Sqrt(T.One - T.Exp(-two * h));
        var ahead = before is { } back ? T.One / (two * ((Lambda(now) - Lambda(back)) / h)) : T.Zero;
        return new DpmStep(
            float.CreateChecked(keep), float.CreateChecked(take), float.CreateChecked(T.One + ahead), float.CreateChecked(ahead), float.CreateChecked(spread));
    }

    private static T Lambda<T>(T signal)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var alphaBar = signal * signal;
        return T.Log(T.Sqrt(alphaBar / (T.One - alphaBar)));
    }

    private static double ExpM1(double value) => Math.Abs(value) < 1e-5 ? value + (value * value / 2) : Math.Exp(value) - 1;
}
