namespace SharpSat.Tests.Training;

/// <summary>A folder for one test, deleted afterwards.</summary>
internal sealed class RunFolder : IDisposable
{
    public RunFolder() => Path = Directory.CreateTempSubdirectory("sharpsat-run-").FullName;

    public string Path { get; }

    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string[] Checkpoints() =>
        Directory.Exists(In("checkpoints"))
            ? [.. Directory.GetDirectories(In("checkpoints")).Select(p => System.IO.Path.GetFileName(p)!).Order(StringComparer.Ordinal)]
            : [];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
