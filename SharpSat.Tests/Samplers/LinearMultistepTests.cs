using SharpSat.Core.Errors;
using SharpSat.Video.Samplers;

namespace SharpSat.Tests.Samplers;

public sealed class LinearMultistepTests
{
    private static readonly double[] Sigmas = [14.6, 6.1, 2.3, 0.9, 0.2, 0];

    [TestCase(1, 1)]
    [TestCase(3, 3)]
    [TestCase(4, 4)]
    public void Coefficients_SumToTheStep_AndIntegratePolynomialsExactly(int i, int order)
    {
        var coefficients = MultistepCoefficients.Of(Sigmas, i, Sigmas[i + 1], order);
        for (var power = 0; power < order; power++)
        {
            var sum = coefficients.Select((c, j) => c * Math.Pow(Sigmas[i - j], power)).Sum();
            var integral = (Math.Pow(Sigmas[i + 1], power + 1) - Math.Pow(Sigmas[i], power + 1)) / (power + 1);
            Assert.That(sum, Is.EqualTo(integral).Within(1e-9 * (1 + Math.Abs(integral))), $"power {power}");
        }
    }

    [Test]
    public void Order_LessThanOne_IsRefused()
    {
        var error = Assert.Throws<InputException>(() => _ = new LinearMultistep(new() { Order = 0 }));
        Assert.That(error!.Message, Does.Contain("at least 1, not 0"));
    }
}
