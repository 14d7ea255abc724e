namespace SharpSat.Tests.Media;

/// <summary>A folder of its own that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "sharpsat-" + Guid.NewGuid().ToString("N"));

    public string this[params string[] parts]
    {
        get
        {
            var file = System.IO.Path.Combine([Path, .. parts]);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            return file;
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
