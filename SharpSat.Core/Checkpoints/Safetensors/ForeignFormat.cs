using System.Text;

namespace SharpSat.Core.Checkpoints.Safetensors;

/// <summary>Recognises what people hand over in place of a safetensors file.</summary>
internal static class ForeignFormat
{
    /// <summary>How many bytes of a file's beginning are enough.</summary>
    public const int HeadBytes = 512;

    /// <summary>The predicate of a sentence about the file ("is a Git LFS pointer, ..."), or null if it is not known.</summary>
    public static string? Recognise(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
        {
            return "is a Git LFS pointer, not the file itself: run `git lfs pull` in its folder.";
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return "is a PyTorch file (zip), not safetensors.";
        }

        // Pickle protocol 2 to 5; the legacy torch.save format and plain pickles begin so.
        if (head.Length >= 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5)
        {
            return "is a PyTorch file (pickle), not safetensors.";
        }

        if (head.StartsWith("GGUF"u8))
        {
            return "is a GGUF file, not safetensors.";
        }

        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
        {
            return "is an HTML page (a download that ended at a web page), not the file itself: download that.";
        }

        if (text.StartsWith('{'))
        {
            return "is a JSON text, not safetensors.";
        }

        return head.Length < SafetensorsHeader.PrefixBytes
            ? $"is truncated: it has {head.Length} bytes, a safetensors file has at least {SafetensorsHeader.PrefixBytes + 2}. Copy or download it again."
            : null;
    }
}
