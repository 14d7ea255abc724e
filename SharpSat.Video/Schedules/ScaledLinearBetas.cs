namespace SharpSat.Video.Schedules;

/// <summary>The DDPM betas that latent diffusion uses: linear in their square roots (<c>make_beta_schedule("linear")</c>).</summary>
internal static class ScaledLinearBetas
{
    /// <summary>alpha_bar of every level, the running product of 1 - beta, in float64.</summary>
    public static double[] AlphaBar(double first, double last, int levels)
    {
        var (start, end) = (Math.Sqrt(first), Math.Sqrt(last));
        var alphaBar = new double[levels];
        var product = 1.0;
        for (var i = 0; i < levels; i++)
        {
            var root = levels == 1 ? start : start + ((end - start) * i / (levels - 1));
            product *= 1 - (root * root);
            alphaBar[i] = product;
        }

        return alphaBar;
    }
}
