using System.Text;
using SharpSat.Core.Configuration;

namespace SharpSat.Tests.Configuration;

public sealed class ConfigFuzzTests
{
    private const string Seed = """
        { "name": "run", "max_steps": 100, "learning_rate": 1e-4, "mode": "second_choice", // note
          "inner": { "size": 3, "label": null }, "by_name": { "One": { "size": 1 } },
          "sizes": [1, 2, 3], "matrix": [[1.5], []], "sampler": { "target": "ddim", "params": { "eta": 0 } }, "T5": true }
        """;

    private const long AllocationLimit = 64L << 20;

    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ":", ",", "\"", "null", "-", "1e999", "99999999999999999999", "\\u", "/*", "//", "'", "NaN", "new X(1)", "\0", "0x", "\uD800"];

    [Test]
    public void MutatedJson_BindsOrIsAConfigError() => Fuzz(500, seed: 1);

    [Test]
    [Category("Slow")]
    public void MutatedJson_BindsOrIsAConfigError_ManyTimes() => Fuzz(20_000, seed: 2);

    private static void Fuzz(int mutations, int seed)
    {
        var random = new Random(seed);
        var (bound, refused) = (0, 0);
        for (var i = 0; i < mutations; i++)
        {
            var text = Mutate(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ConfigDocument.Parse(text, "fuzz.json").With(random.Next(4) == 0 ? [$"learning_rate={Tokens[random.Next(Tokens.Length)]}"] : ["name=x"])
                    .Bind<ConfigBinderTests.Run>();
                bound++;
            }
            catch (ConfigException e)
            {
                Assert.That(e.Message, Does.StartWith("fuzz.json:").Or.StartWith("--set"), text);
                refused++;
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"{e.GetType().Name} for:\n{text}\n{e}");
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit), text);
        }

        Assert.That(bound, Is.GreaterThan(mutations / 100), "some mutations leave a valid config");
        Assert.That(refused, Is.GreaterThan(mutations / 2));
    }

    private static string Mutate(Random random)
    {
        var text = new StringBuilder(Seed);
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(32, 127);
                    break;
                default:
                    text.Insert(at, text.ToString(at, Math.Min(20, text.Length - at)));
                    break;
            }

            if (text.Length == 0)
            {
                break;
            }
        }

        return text.ToString();
    }
}
