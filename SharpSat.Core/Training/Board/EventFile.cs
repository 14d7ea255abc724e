using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace SharpSat.Core.Training.Board;

/// <summary>
/// A TensorBoard event file: TFRecord frames (length, masked CRC-32C, data, masked CRC-32C; tensorflow/core/lib/io/record_writer)
/// that hold Event messages. TorchSharp's writer cannot say where a resumed run goes on, so a board would show steps twice.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const uint MaskDelta = 0xa282ead8;
    private readonly FileStream _stream;

    /// <summary>Makes a file of this process's own in a folder.</summary>
    /// <param name="folder">Made if it is missing.</param>
    /// <param name="nextStep">The first step it will tell of; a board drops what earlier files say of it and of later ones.</param>
    public EventFile(string folder, long nextStep)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}.{System.Environment.ProcessId}.sharpsat");
        _stream = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(new Event { FileVersion = "brain.Event:2" });
        Write(new Event { Step = nextStep, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });
    }

    /// <summary>Appends an event with the present time.</summary>
    public void Write(Event entry)
    {
        entry.WallTime = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var data = entry.ToByteArray();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        _stream.Write(length);
        WriteCheck(length);
        _stream.Write(data);
        WriteCheck(data);
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>CRC-32C, rotated and shifted, because a checksum of data that holds checksums is weak.</summary>
    internal static uint Check(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    private void WriteCheck(ReadOnlySpan<byte> data)
    {
        Span<byte> check = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(check, Check(data));
        _stream.Write(check);
    }
}
