using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints.TorchPickle;

/// <summary>Whatever bytes come in, the outcome is a result or an InputException, without a large allocation.</summary>
[TestFixture("zoo.pt")]
[TestFixture("zoo_legacy.pt")]
public sealed class TorchFileFuzzTests(string source)
{
    private const string Opcodes = "(.012NQRabcdehjlopqrstuX)]}KJMG\u0085\u0086\u0087\u0088\u0089\u008a\u0093\u0094";
    private const long AllocationLimit = 4 << 20;
    private const long NativeLimit = 64L << 20;

    private string _path = string.Empty;
    private byte[] _valid = [];

    [SetUp]
    public void ReadValidFile()
    {
        _path = Path.GetTempFileName();
        _valid = File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "cases", "sat", "checkpoint-io", source));
        Assert.That(Outcome(_valid), Is.Null);
    }

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void Open_TruncatedAnywhere_IsAnInputException()
    {
        for (var length = 0; length < _valid.Length; length += 7)
        {
            Assert.That(Outcome(_valid[..length]), Is.Not.Null, $"{length} of {_valid.Length} bytes");
        }
    }

    [Test]
    public void Open_500Mutations_AreResultsOrInputExceptions() => Mutate(500, seed: 1);

    [Test]
    [Category("Slow")]
    public void Open_20000Mutations_AreResultsOrInputExceptions() => Mutate(20_000, seed: 2);

    private void Mutate(int count, int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutation(random);
            try
            {
                refused += Outcome(bytes) is null ? 0 : 1;
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"mutation {i} of seed {seed}: {e}");
            }
        }

        Assert.That(refused, Is.InRange(count / 20, count - 1), "some mutations break the file, and some do not");
    }

    // The pickle, which stands first, and the zip directory, which stands last, get most of the edits.
    private byte[] Mutation(Random random)
    {
        var bytes = _valid.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(3) switch
            {
                0 => random.Next(bytes.Count),
                1 => random.Next(Math.Min(bytes.Count, 1700)),
                _ => bytes.Count - 1 - random.Next(Math.Min(bytes.Count, 1400)),
            };
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = (byte)Opcodes[random.Next(Opcodes.Length)];
                    break;
                case 3:
                    bytes[at] = random.Next(2) == 0 ? (byte)0xff : (byte)0;
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at - 1));
                    break;
                default:
                    bytes.InsertRange(at, [.. bytes.Skip(random.Next(bytes.Count)).Take(random.Next(40))]);
                    break;
            }
        }

        return [.. bytes];
    }

    private InputException? Outcome(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        InputException? refusal = null;
        try
        {
            using var file = TorchFile.Open(_path);
            Walk(file.Root);
        }
        catch (InputException e)
        {
            refusal = e;
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit));
        return refusal;
    }

    private static void Walk(TorchValue value)
    {
        if (value is TorchTensor tensor)
        {
            using var scope = NewDisposeScope();
            var read = tensor.Read();
            Assert.That(read.numel() * read.element_size(), Is.LessThanOrEqualTo(NativeLimit));
        }

        foreach (var child in value.Children)
        {
            Walk(child);
        }
    }
}
