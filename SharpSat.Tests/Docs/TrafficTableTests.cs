using System.Globalization;
using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Video.Configuration;
using SharpSat.Video.Networks;

namespace SharpSat.Tests.Docs;

/// <summary>What distributed.md promises for many processes is arithmetic on the models' sizes.</summary>
public sealed class TrafficTableTests
{
    private const int LoraRank = 128;

    private static readonly List<string[]> _rows = [.. File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Documents", "distributed.md"))
        .Where(line => line.StartsWith("| cogvideox-", StringComparison.Ordinal)).Select(line => line.Split('|')[1..^1])];

    [Test]
    public void Traffic_IsThatOfTheModelsSizes()
    {
        Assert.That(_rows, Has.Count.EqualTo(3));
        foreach (var row in _rows)
        {
            var numbers = Numbers(row[0].Trim());
            var bytes = 4.0 * numbers;
            double[] sent = [.. new[] { 8, 64, 1000 }.Select(size => 2.0 * (size - 1) / size * bytes)];
            double[] expected = [numbers / 1e6, bytes / 1e9, .. sent.Select(s => s / 1e9), sent[2] * 8 / 10e9, sent[2] * 8 / 200e9];
            var shown = row.Skip(1).Select(cell => double.Parse(cell.Trim().Split(' ')[0], NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)).ToList();
            Assert.That(shown, Has.Count.EqualTo(expected.Length), row[0]);
            for (var i = 0; i < shown.Count; i++)
            {
                Assert.That(shown[i], Is.EqualTo(expected[i]).Within(7).Percent, $"{row[0]}, column {i + 1}");
            }
        }
    }

    private static long Numbers(string row)
    {
        var model = RunConfigFile.Load([row.Split(',')[0]]).Config.Model;
        using var network = new CogVideoXTransformer(ConfigBinder.Bind<CogVideoXConfig>(model.Network.Params!, "model.network.params"));
        var weights = network.NamedWeights().ToList();
        return row.EndsWith("all", StringComparison.Ordinal)
            ? weights.Sum(w => w.Weight.Shape.Aggregate(1L, (a, b) => a * b))
            : Projections(network.Config.HiddenSize) * network.Config.NumLayers;
    }

    // Query, key, value and output, each of two factors.
    private static long Projections(long hidden) => 4 * LoraRank * 2 * hidden;
}
