namespace SharpSat.Video.Samplers;

/// <summary>Exponential functions of exponential integrators.</summary>
internal static class Exponentials
{
    /// <summary>e^x - 1 without the loss of digits at small x; -1 at minus infinity.</summary>
    public static double ExpMinusOne(double x) => Math.Abs(x) < 1e-5 ? x + (x * x / 2) : Math.Exp(x) - 1;
}
