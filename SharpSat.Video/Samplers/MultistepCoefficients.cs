namespace SharpSat.Video.Samplers;

/// <summary>Adams-Bashforth coefficients for unevenly spaced sigmas.</summary>
internal static class MultistepCoefficients
{
    /// <summary>
    /// The integrals from sigma[i] to <paramref name="to"/> of the Lagrange polynomials through the last
    /// <paramref name="order"/> sigmas, latest first; exact up to rounding. Reference: <c>linear_multistep_coeff</c>, which integrates numerically.
    /// </summary>
    /// <param name="sigmas">Levels, noisiest first.</param>
    /// <param name="i">The step.</param>
    /// <param name="to">Sigma that the step leads to.</param>
    /// <param name="order">From 1 to i + 1.</param>
    public static double[] Of(IReadOnlyList<double> sigmas, int i, double to, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, i + 1);
        var coefficients = new double[order];
        for (var j = 0; j < order; j++)
        {
            // Coefficients of the polynomial in u = sigma - sigma[i], constant term first.
            var polynomial = new List<double> { 1 };
            for (var k = 0; k < order; k++)
            {
                if (k != j)
                {
                    Multiply(polynomial, sigmas[i] - sigmas[i - k], sigmas[i - j] - sigmas[i - k]);
                }
            }

            coefficients[j] = Integral(polynomial, to - sigmas[i]);
        }

        return coefficients;
    }

    // times (u + shift) / divisor
    private static void Multiply(List<double> polynomial, double shift, double divisor)
    {
        polynomial.Add(0);
        for (var power = polynomial.Count - 1; power >= 0; power--)
        {
            polynomial[power] = ((polynomial[power] * shift) + (power > 0 ? polynomial[power - 1] : 0)) / divisor;
        }
    }

    private static double Integral(List<double> polynomial, double width)
    {
        var sum = 0.0;
        for (var power = polynomial.Count - 1; power >= 0; power--)
        {
            sum = (sum + (polynomial[power] / (power + 1))) * width;
        }

        return sum;
    }
}
