namespace SharpSat.Core.Training.Runs.Report;

/// <summary>
/// Pictures and videos of a report: within the page as long as they are small together, so that the page can be passed on
/// alone; the rest stay the files that they are, named from the page's folder.
/// </summary>
/// <param name="root">The page's folder.</param>
internal sealed class ReportMedia(string root)
{
    /// <summary>Bytes of the files that a page takes in.</summary>
    public const long MostBytes = 12 << 20;

    private long _left = MostBytes;

    /// <summary>What an element's <c>src</c> says, safe in an attribute.</summary>
    public string Source(string file)
    {
        var length = new FileInfo(file).Length;
        if (length > _left)
        {
            return Html.Text(Uri.EscapeDataString(Path.GetRelativePath(root, file).Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal));
        }

        _left -= length;
        var kind = Path.GetExtension(file) == ".mp4" ? "video/mp4" : "image/png";
        return $"data:{kind};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}";
    }
}
