using SharpSat.Core.Configuration;

namespace SharpSat.Cli.Rendering;

/// <summary>Shows what reading a config had to say.</summary>
internal static class ConfigRemarks
{
    public static void Show(CliConsole console, ConfigDocument document)
    {
        foreach (var remark in document.Remarks)
        {
            console.Error.WriteLine(remark);
        }
    }
}
