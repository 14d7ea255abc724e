namespace SharpSat.Tests.Approvals;

/// <summary>Compares text with an approved file; on a mismatch writes what was received beside the approved file.</summary>
internal static class Approval
{
    /// <summary>Approvals/NAME.txt must hold exactly this text (line ends and the last newline aside).</summary>
    public static void Verify(string name, string received)
    {
        var approvedPath = Path.Combine(TestContext.CurrentContext.TestDirectory, "Approvals", name + ".txt");
        var approved = File.Exists(approvedPath) ? Normalize(File.ReadAllText(approvedPath)) : null;
        var actual = Normalize(received);
        if (approved == actual)
        {
            return;
        }

        var receivedPath = Path.Combine(SourceFolder() ?? Path.GetDirectoryName(approvedPath)!, name + ".received.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(receivedPath)!);
        File.WriteAllText(receivedPath, actual);
        Assert.That(actual, Is.EqualTo(approved), $"Not the approved text. If {receivedPath} is right, rename it to {Path.GetFileName(approvedPath)}.");
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string? SourceFolder()
    {
        for (var folder = TestContext.CurrentContext.TestDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "SharpSat.sln")))
            {
                return Path.Combine(folder, "SharpSat.Tests", "Approvals");
            }
        }

        return null;
    }
}
