using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>The opcodes that push a constant.</summary>
internal static class PickleLiterals
{
    // More digits than any checkpoint needs; the time to print a number grows with their square.
    private const int MaxIntegerBytes = 1024;

    /// <summary>The constant of the opcode, or null if it pushes none.</summary>
    public static TorchValue? Read(PickleOp op, PickleReader reader) => op switch
    {
        PickleOp.None => TorchScalar.None,
        PickleOp.NewTrue => TorchScalar.True,
        PickleOp.NewFalse => TorchScalar.False,
        PickleOp.BinInt => TorchScalar.Of((int)reader.ReadInteger(4)),
        PickleOp.BinInt1 => TorchScalar.Of(reader.ReadByte()),
        PickleOp.BinInt2 => TorchScalar.Of(reader.ReadInteger(2)),
        PickleOp.Int => DecimalLine(reader),
        PickleOp.Long1 => Integer(reader, reader.ReadByte()),
        PickleOp.Long4 => Integer(reader, (int)reader.ReadInteger(4)),
        PickleOp.BinFloat => TorchScalar.Of(BinaryPrimitives.ReadDoubleBigEndian(reader.ReadBytes(8))),
        PickleOp.ShortBinUnicode or PickleOp.ShortBinString => TorchScalar.Of(reader.ReadText(reader.ReadByte())),
        PickleOp.BinUnicode => TorchScalar.Of(reader.ReadText(reader.ReadInteger(4))),
        PickleOp.BinString => TorchScalar.Of(reader.ReadText((int)reader.ReadInteger(4))),
        PickleOp.BinUnicode8 => TorchScalar.Of(reader.ReadText(reader.ReadInteger(8))),
        PickleOp.Unicode => TorchScalar.Of(reader.ReadLine()),
        PickleOp.ShortBinBytes => TorchScalar.Of(reader.ReadBytes(reader.ReadByte())),
        PickleOp.BinBytes => TorchScalar.Of(reader.ReadBytes(reader.ReadInteger(4))),
        PickleOp.BinBytes8 or PickleOp.ByteArray8 => TorchScalar.Of(reader.ReadBytes(reader.ReadInteger(8))),
        PickleOp.EmptyTuple => TorchSequence.EmptyTuple,
        PickleOp.EmptyList => new TorchSequence(TorchSequenceKind.List),
        PickleOp.EmptySet => new TorchSequence(TorchSequenceKind.Set),
        PickleOp.EmptyDict => new TorchDictionary(),
        _ => null,
    };

    private static TorchScalar Integer(PickleReader reader, int bytes) => bytes <= MaxIntegerBytes
        ? TorchScalar.Of(new BigInteger(reader.ReadBytes(bytes)))
        : throw reader.Broken($"an integer has {bytes} bytes; at most {MaxIntegerBytes} are allowed");

    private static TorchScalar DecimalLine(PickleReader reader) => reader.ReadLine() switch
    {
        "01" => TorchScalar.True,
        "00" => TorchScalar.False,
        var digits when long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => TorchScalar.Of(value),
        _ => throw reader.Broken("an integer is not written in digits"),
    };
}
