using System.Text;
using Microsoft.Win32.SafeHandles;
using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>Reads a range of a file byte by byte; every length is checked against what is left before memory is taken.</summary>
internal sealed class PickleReader
{
    private const int MaxLine = 4096;
    private const int FromBuffer = 256;

    private readonly string _file;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer;
    private readonly long _end;
    private long _bufferStart;
    private int _bufferLength;

    public PickleReader(string file, SafeFileHandle handle, long start, long end)
    {
        _file = file;
        _handle = handle;
        _end = end;
        _buffer = new byte[(int)Math.Clamp(end - start, 1, 16 * 1024)];
        Position = start;
    }

    /// <summary>Offset in the file of the next byte.</summary>
    public long Position { get; private set; }

    public byte ReadByte()
    {
        if (Position < _bufferStart || Position >= _bufferStart + _bufferLength)
        {
            Refill();
        }

        return _buffer[(int)(Position++ - _bufferStart)];
    }

    /// <summary>So many bytes; a length beyond the end is refused before anything is allocated.</summary>
    public byte[] ReadBytes(long count)
    {
        CheckLeft(count);
        var bytes = new byte[count];
        if (count <= FromBuffer)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = ReadByte();
            }

            return bytes;
        }

        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_handle, bytes.AsSpan(done), Position + done);
            if (read == 0)
            {
                throw Broken("it ends in the middle");
            }

            done += read;
        }

        Position += count;
        return bytes;
    }

    public long ReadInteger(int bytes)
    {
        ulong value = 0;
        for (var i = 0; i < bytes; i++)
        {
            value |= (ulong)ReadByte() << (8 * i);
        }

        return (long)value;
    }

    public string ReadText(long count) => Encoding.UTF8.GetString(ReadBytes(count));

    /// <summary>Text up to the next line feed, which is consumed.</summary>
    public string ReadLine()
    {
        var line = new List<byte>();
        for (var next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            line.Add(next);
            if (line.Count > MaxLine)
            {
                throw Broken($"a name is longer than {MaxLine} bytes");
            }
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    public void Skip(long count)
    {
        CheckLeft(count);
        Position += count;
    }

    public InputException Broken(string rule) => new($"'{_file}' has a broken pickle: {rule} (at byte {Position}).");

    public InputException Refuses(string rule) => new($"'{_file}' {rule}");

    private void CheckLeft(long count)
    {
        if (count < 0 || count > _end - Position)
        {
            throw Broken($"something of {count} bytes should follow, but {_end - Position} are left");
        }
    }

    private void Refill()
    {
        CheckLeft(1);
        _bufferStart = Position;
        _bufferLength = RandomAccess.Read(_handle, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, _end - Position)), Position);
        if (_bufferLength == 0)
        {
            throw Broken("it ends in the middle");
        }
    }
}
