using System.Buffers.Binary;
using System.Text;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>Writes the few pickle instructions (protocol 2) that a dictionary of tensors needs, the ones torch.save uses.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();
    private readonly Dictionary<string, byte> _memo = new(StringComparer.Ordinal);

    /// <summary>Begins with the protocol instruction.</summary>
    public PickleWriter() => Op(PickleOp.Protocol, 2);

    /// <summary>The pickle, closed.</summary>
    public byte[] Finish()
    {
        Op(PickleOp.Stop);
        return _bytes.ToArray();
    }

    public void Op(PickleOp op, params ReadOnlySpan<byte> operand)
    {
        _bytes.WriteByte((byte)op);
        _bytes.Write(operand);
    }

    public void Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        Op(PickleOp.BinUnicode, length);
        _bytes.Write(utf8);
    }

    /// <summary>A name or text that comes again and again: written once, then named by its number.</summary>
    public void Repeated(string text, Action<PickleWriter> write)
    {
        if (_memo.TryGetValue(text, out var index))
        {
            Op(PickleOp.BinGet, index);
            return;
        }

        write(this);
        _memo[text] = index = (byte)_memo.Count;
        Op(PickleOp.BinPut, index);
    }

    /// <summary>A Python name such as <c>collections.OrderedDict</c>.</summary>
    public void Global(string name) => Repeated(name, writer =>
    {
        var dot = name.LastIndexOf('.');
        writer.Op(PickleOp.Global, Encoding.ASCII.GetBytes($"{name[..dot]}\n{name[(dot + 1)..]}\n"));
    });

    public void Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        switch (value)
        {
            case >= 0 and <= byte.MaxValue:
                Op(PickleOp.BinInt1, bytes[..1]);
                break;
            case >= 0 and <= ushort.MaxValue:
                Op(PickleOp.BinInt2, bytes[..2]);
                break;
            case >= int.MinValue and <= int.MaxValue:
                Op(PickleOp.BinInt, bytes[..4]);
                break;
            default:
                Op(PickleOp.Long1, [sizeof(long), .. bytes]);
                break;
        }
    }

    public void Integers(IReadOnlyList<long> values)
    {
        Op(PickleOp.Mark);
        foreach (var value in values)
        {
            Integer(value);
        }

        Op(PickleOp.Tuple);
    }

    public void EmptyOrderedDictionary()
    {
        Global("collections.OrderedDict");
        Op(PickleOp.EmptyTuple);
        Op(PickleOp.Reduce);
    }
}
