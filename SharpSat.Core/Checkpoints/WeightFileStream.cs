using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints;

/// <summary>Opens weight files, with errors that help.</summary>
internal static class WeightFileStream
{
    /// <summary>The file for reading, shared with every other process.</summary>
    /// <exception cref="InputException">Missing (files with near names are listed), a folder, or unreadable.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InputException($"'{path}' is a folder; a weight file was expected.");
        }

        if (!File.Exists(path))
        {
            throw Missing(path);
        }

        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!stream.CanSeek)
            {
                stream.Dispose();
                throw new InputException($"'{path}' is a pipe or a device; a weight file was expected.");
            }

            return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The error for a file that is not there.</summary>
    public static InputException Missing(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || !Directory.Exists(folder))
        {
            return new InputException($"'{path}' does not exist, nor does its folder '{folder}'.");
        }

        var names = Directory.EnumerateFileSystemEntries(folder).Take(10_000).Select(entry => Path.GetFileName(entry)!);
        var near = NearMatches.Of(Path.GetFileName(path), names);
        var hint = near.Count > 0 ? $" Did you mean {string.Join(", ", near.Select(n => $"'{n}'"))}?" : string.Empty;
        return new InputException($"'{path}' does not exist.{hint}");
    }
}
