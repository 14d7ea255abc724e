using System.Text;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Tests.Interop.Sat.Yaml;
using SharpSat.Video.Interop.Sat.Yaml;

namespace SharpSat.Tests.Configuration;

/// <summary>Mutated YAML, as a config of ours and as one of the reference: a result or an error with file and line.</summary>
public sealed class YamlFuzzTests
{
    private const long AllocationLimit = 64L << 20;

    private const string Small = """
        name: run # note
        numbers: [1, 0x1F, 1e-5, 1:30, .inf, 0b11]
        words: &w {yes: on, "quoted \u00e9": 'it''s', empty: }
        merged: {<<: *w, text: !!str 12}
        block: |-
          one
            two
        folded: >
          three
        ? key
        : - - nested
            - *w
        """;

    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ":", ": ", "- ", ",", "\"", "'", "&a ", "*a", "&w ", "*w", "<<: ", "!!", "!!int ", "!<x>", "%YAML 1.1\n", "---\n", "...\n", "|", ">", "? ", "#", "\t", "\n", "\n  ", "\\x", "\\U0010FFFF", "\0", "\uD800", "~", "1e999", "@", "`", "\u2028", "\uFEFF"];

    [Test]
    public void MutatedYaml_IsReadOrIsAConfigError() => Fuzz(500, seed: 1);

    [Test]
    [Category("Slow")]
    public void MutatedYaml_IsReadOrIsAConfigError_ManyTimes() => Fuzz(20_000, seed: 2);

    private static void Fuzz(int mutations, int seed)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < mutations; i++)
        {
            var text = Mutate(random, i % 4 == 0 ? SatYamlText.Model + "\n" + SatYamlText.Training : Small);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var document = ConfigDocument.ParseYaml(text, "fuzz.yaml");
                if (SatDocument.Recognises(document))
                {
                    _ = SatDocument.Translate(document);
                }

                read++;
            }
            catch (InputException e)
            {
                Assert.That(e.Message, Does.StartWith("fuzz.yaml:").Or.Contain("model.").Or.Contain("args"), text);
                refused++;
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"{e.GetType().Name} for:\n{text}\n{e}");
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit + text.Length), text);
        }

        Assert.That(read, Is.GreaterThan(mutations / 100), "some mutations leave a valid config");
        Assert.That(refused, Is.GreaterThan(mutations / 10));
    }

    private static string Mutate(Random random, string seed)
    {
        var text = new StringBuilder(seed);
        for (var edits = random.Next(1, 5); edits > 0 && text.Length > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(1, 256);
                    break;
                case 3:
                    text.Insert(at, string.Concat(Enumerable.Repeat(Tokens[random.Next(Tokens.Length)], random.Next(1, 200))));
                    break;
                default:
                    text.Insert(at, text.ToString(at, Math.Min(40, text.Length - at)));
                    break;
            }
        }

        return text.ToString();
    }
}
