using System.Text;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;
using static SharpSat.Tests.Checkpoints.TorchPickle.Pickles;

namespace SharpSat.Tests.Checkpoints.TorchPickle;

/// <summary>Files made to run code, or to take memory or time: refused by name, without doing either.</summary>
public sealed class MaliciousPickleTests
{
    private const long AllocationLimit = 64L << 20;
    private const string Start = "\u0080\u0002";

    private string _path = string.Empty;

    [SetUp]
    public void NameFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [TestCase("cos\nsystem\nX\u0002\0\0\0id\u0085R.", "os.system")]
    [TestCase("cposix\nsystem\n.", "posix.system")]
    [TestCase("c__builtin__\neval\n.", "__builtin__.eval")]
    [TestCase("\u008c\u0008builtins\u008c\u0004exec\u0093.", "builtins.exec")]
    [TestCase("\u008c\u0008builtins\u008c\u0007getattr\u0093c__builtin__\n__import__\n.", "builtins.getattr")]
    [TestCase("(X\u0002\0\0\0idios\nsystem\n.", "os.system")]
    [TestCase("(csubprocess\nPopen\nX\u0002\0\0\0ido.", "subprocess.Popen")]
    [TestCase("\u008c\u0005torch\u008c\u000e_utils.os.open\u0093.", "torch._utils.os.open")]
    [TestCase("ctorch.storage\n_load_from_bytes\n.", "torch.storage._load_from_bytes")]
    [TestCase("ctorch._utils\n_rebuild_tensor_v2\u0000\n.", "torch._utils._rebuild_tensor_v2")]
    [TestCase("ctorch.hub\nload\n.", "torch.hub.load")]
    [TestCase("cnumpy.testing._private.utils\nrunstring\n.", "numpy.testing._private.utils.runstring")]
    [TestCase("ccollections\nOrderedDict\n)Rcos\nsystem\n0.", "os.system")]
    public void Code_IsRefusedByName(string pickle, string name)
    {
        Assert.That(Refusal(Start + pickle), Does.Contain($"wants to run '{name}").And.Contain("never runs code").And.Contain(_path));
        File.WriteAllBytes(_path, Encoding.Latin1.GetBytes(Start + pickle));
        Assert.That(
            Assert.Throws<InputException>(() => WeightFiles.Open(_path).Dispose())!.Message, Does.Contain($"wants to run '{name}"), "not only in a zip file");
    }

    [TestCase("\u0082\u0001.", "not allowed", TestName = "{m}(extension registry)")]
    [TestCase("P0\n.", "not allowed", TestName = "{m}(textual persistent id)")]
    [TestCase("X\u0007\0\0\0os.evil\u0085Q.", "a persistent id is not a storage", TestName = "{m}(persistent id of something else)")]
    public void OddInstruction_IsRefused(string pickle, string expected) => Assert.That(Refusal(Start + pickle), Does.Contain(expected));

    [Test]
    public void MemoBomb_IsRefused()
    {
        // Each list holds the one before ten times: ten to the power of twenty values in 500 bytes.
        var pickle = new StringBuilder(Start + "]q\0");
        for (var level = 1; level <= 20; level++)
        {
            pickle.Append("](").Append(string.Concat(Enumerable.Repeat($"h{(char)(level - 1)}", 10))).Append('e').Append('q').Append((char)level);
        }

        Assert.That(Refusal(pickle + "."), Does.Contain("stands for more than 10000000 values"));
    }

    [Test]
    public void ValueThatContainsItself_IsRefused() => Assert.That(Refusal(Start + "]q\0h\0a."), Does.Contain("contains itself"));

    [Test]
    public void DeepNesting_IsRefused([Values("]", "(")] string open)
    {
        const int Depth = 100_000;
        var close = open == "]" ? "a" : "t";
        var innermost = open == "]" ? string.Empty : "N";
        Assert.That(
            Refusal(Start + new string(open[0], Depth) + innermost + new string(close[0], Depth - 1) + (open == "(" ? "t." : ".")),
            Does.Contain("nested deeper than 100 levels"));
    }

    [Test]
    public void DepthThroughTheMemo_IsRefused()
    {
        // 90 levels are finished first, then named again 20 levels further down.
        var low = new string(']', 90) + new string('a', 89) + "q\0";
        Assert.That(Refusal(Start + "](" + low + new string(']', 20) + "h\0" + new string('a', 20) + "e."), Does.Contain("nested deeper"));
    }

    [TestCase("X\u00ff\u00ff\u00ff\u00ff", "4294967295 bytes should follow")]
    [TestCase("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "bytes should follow")]
    [TestCase("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "-1 bytes should follow")]
    [TestCase("\u008b\u00ff\u00ff\u00ff\u007f", "an integer has 2147483647 bytes")]
    [TestCase("\u008b\u00ff\u00ff\u00ff\u00ff", "-1 bytes should follow")]
    public void HugeLength_IsRefusedBeforeMemoryIsTaken(string pickle, string expected) => Assert.That(Refusal(Start + pickle), Does.Contain(expected));

    [TestCase("}\u0094")]
    [TestCase("\u008c\u0001a")]
    [TestCase("}\u008c\0Ns")]
    [TestCase("]Na\u0094")]
    [TestCase("(")]
    [TestCase("h\0h\0e(")]
    public void EndlessInstructions_StopAtALimit(string unit)
    {
        var pickle = Start + "]q\0(" + string.Concat(Enumerable.Repeat(unit, 600_000 / unit.Length)) + new string('N', 600_000) + "e.";
        Assert.That(Refusal(pickle), Does.Contain("more than 500000 pickle instructions").Or.Contain("contains itself"));
    }

    [Test]
    public void NestedRebuild_DoesNotOverflowTheStack()
    {
        // f(type, args): each argument tuple is again a call of f.
        var call = "ctorch._tensor\n_rebuild_from_type_v2\n";
        var pickle = new StringBuilder(Start + call + "q\0");
        pickle.Append('N');
        for (var i = 0; i < 60_000; i++)
        {
            pickle.Append("q\u0001" + "0(h\0Nh\u0001" + "t");
        }

        Assert.That(Refusal(pickle + "h\0h\u0001R."), Does.Contain("a tensor is made of something else"));
    }

    private string Refusal(string pickle)
    {
        WriteZip(_path, pickle, new byte[8]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InputException>(() => TorchFile.Open(_path).Dispose())!;
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit + pickle.Length));
        return error.Message;
    }
}
