using System.CommandLine;
using SharpSat.Cli.Diagnosis;
using SharpSat.Cli.Rendering;

namespace SharpSat.Cli.Commands;

/// <summary><c>sharpsat doctor</c>.</summary>
internal sealed class DoctorCommand : Command
{
    public DoctorCommand(CliConsole console)
        : base("doctor", "Check this machine: versions, libtorch, devices, ffmpeg. Exits 1 if something essential is missing.")
    {
        var json = CommonOptions.Json();
        Add(json);
        SetAction(parsed =>
        {
            var findings = MachineCheck.All();
            if (parsed.GetValue(json))
            {
                JsonView.Write(console, findings);
            }
            else
            {
                TableView.Write(console, ["check", "state", "found"], findings.Select(f => new[] { f.Check, f.State.ToString().ToLowerInvariant(), f.Found }));
            }

            return findings.Any(f => f.State == FindingState.Missing) ? ErrorHandler.Failed : 0;
        });
    }
}
