using System.Globalization;
using System.Numerics;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>None, a truth value, a number, a text or bytes.</summary>
public sealed class TorchScalar : TorchValue
{
    private const int Smallest = -5;
    private static readonly TorchScalar[] Small = [.. Enumerable.Range(Smallest, 262).Select(i => new TorchScalar((long)i))];

    private TorchScalar(object? value) => Value = value;

    /// <summary>
    /// Null, or a <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/> (beyond 64 bits), <see cref="double"/>,
    /// <see cref="string"/> or <see cref="ReadOnlyMemory{T}"/> of bytes.
    /// </summary>
    public object? Value { get; }

    internal static TorchScalar None { get; } = new(null);

    internal static TorchScalar True { get; } = new(true);

    internal static TorchScalar False { get; } = new(false);

    /// <inheritdoc/>
    public override string ToString() => Value switch
    {
        null => "None",
        ReadOnlyMemory<byte> bytes => $"{bytes.Length} bytes",
        _ => Convert.ToString(Value, CultureInfo.InvariantCulture)!,
    };

    internal static TorchScalar Of(long value) => value >= Smallest && value < Smallest + Small.Length ? Small[value - Smallest] : new(value);

    internal static TorchScalar Of(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Of((long)value) : new TorchScalar(value);

    internal static TorchScalar Of(double value) => new(value);

    internal static TorchScalar Of(string value) => new(value);

    internal static TorchScalar Of(byte[] value) => new(new ReadOnlyMemory<byte>(value));
}
