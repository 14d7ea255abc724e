using SharpSat.Video.Parity;

namespace SharpSat.Tests.Golden;

/// <summary>The recorded cases in the repository, by name.</summary>
internal static class GoldenCase
{
    public static string Root => Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "cases");

    /// <summary>Opens a case; the caller disposes it.</summary>
    public static ParityCase Open(string suite, string name) => ParityCase.Open(Path.Combine(Root, suite, name));
}
