using System.Text;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

/// <summary>Whatever bytes come in, the outcome is a result or an InputException, without a large allocation.</summary>
public sealed class SafetensorsFuzzTests
{
    private const long AllocationLimit = 1 << 20;
    private static readonly string[] Inserts =
    [
        "-1", "99999999999999999999", "9223372036854775807", "4294967296", "0", "1e3", "[", "]", "{", "}", "\"", ",", "null", "\u0000",
        "\"__metadata__\":", "\"dtype\":\"BOOL\"", "BF16", "[[[[[[[[", "/*", "\\ud800",
    ];

    private string _path = string.Empty;
    private byte[] _valid = [];

    [SetUp]
    public void WriteValidFile()
    {
        _path = Path.GetTempFileName();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            _path,
            [("a.weight", arange(12, ScalarType.Float32).reshape(3, 4)), ("flags", ones(3, ScalarType.Bool)), ("half", ones(2, ScalarType.Float16))],
            new Dictionary<string, string> { ["format"] = "pt" });
        _valid = File.ReadAllBytes(_path);
        Outcome(_valid);
    }

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void Open_TruncatedAnywhere_IsAnInputException()
    {
        for (var length = 0; length < _valid.Length; length++)
        {
            Assert.That(Outcome(_valid[..length]), Is.Not.Null, $"{length} of {_valid.Length} bytes");
        }
    }

    [Test]
    public void Open_HugeHeaderLength_IsRefusedWithoutReadingIt([Values(100_000_000, 100_000_001, long.MaxValue, -1)] long length)
    {
        var file = _valid.ToArray();
        BitConverter.GetBytes(length).CopyTo(file, 0);
        Assert.That(Outcome(file), Is.Not.Null);
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
                Assert.Fail($"mutation {i}: {e.GetType().Name} {e.Message}\n{Encoding.Latin1.GetString(bytes)}");
            }
        }

        Assert.That(refused, Is.InRange(count / 3, count - 1), "most mutations break the file, and some do not");
    }

    private byte[] Mutation(Random random)
    {
        var bytes = _valid.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 3:
                    Insert(bytes, at, Encoding.UTF8.GetBytes(Inserts[random.Next(Inserts.Length)]), random.Next(2) == 0);
                    break;
                default:
                    Insert(bytes, at, [.. bytes.Skip(random.Next(bytes.Count)).Take(random.Next(60))], random.Next(2) == 0);
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }

    // Half of the insertions correct the header's length, so that they reach the parser and the checks behind it.
    private static void Insert(List<byte> bytes, int at, byte[] inserted, bool repairLength)
    {
        bytes.InsertRange(at, inserted);
        if (repairLength && at >= 8 && bytes.Count >= 8)
        {
            var length = BitConverter.ToInt64([.. bytes.Take(8)]) + inserted.Length;
            bytes.RemoveRange(0, 8);
            bytes.InsertRange(0, BitConverter.GetBytes(length));
        }
    }

    private InputException? Outcome(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        InputException? refusal = null;
        try
        {
            using var scope = NewDisposeScope();
            using var file = SafetensorsFile.Open(_path);
            foreach (var name in file.Entries.Keys)
            {
                Assert.That(file.Read(name).bytes.Length, Is.LessThanOrEqualTo(bytes.Length));
            }
        }
        catch (InputException e)
        {
            refusal = e;
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit));
        return refusal;
    }
}
