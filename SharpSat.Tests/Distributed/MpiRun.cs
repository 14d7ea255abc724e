using System.Diagnostics;

namespace SharpSat.Tests.Distributed;

/// <summary>The built program under mpirun.</summary>
internal static class MpiRun
{
    /// <summary>Skips the test where mpirun is missing.</summary>
    public static void Require()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "mpirun")));
        if (!found)
        {
            Assert.Ignore("OpenMPI's mpirun is not installed.");
        }
    }

    /// <summary>Starts as many processes as asked, also on fewer cores and as root.</summary>
    public static Process Start(int ranks, params string[] args)
    {
        var start = new ProcessStartInfo("mpirun")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1", "-n", ranks.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            Environment = { ["OMP_NUM_THREADS"] = "1", ["OMPI_MCA_btl_vader_single_copy_mechanism"] = "none" },
        };
        foreach (var argument in args.Prepend(Path.Combine(TestContext.CurrentContext.TestDirectory, "sharpsat.dll")).Prepend("dotnet"))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the end.</summary>
    public static (int Code, string Output) Finish(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"mpirun did not end:\n{error.Result}");
        }

        return (process.ExitCode, output.Result + error.Result);
    }
}
