using System.Diagnostics;
using System.Globalization;
using SharpSat.Core.Training;

namespace SharpSat.Tests.Training;

[Platform("Linux")]
[NonParallelizable]
public sealed class InterruptSignalsTests
{
    [TestCase("TERM")]
    [TestCase("INT")]
    public void FirstSignal_AsksToStop_AndTheProcessLives(string signal)
    {
        using var signals = new InterruptSignals();
        Assert.That(signals.Token.IsCancellationRequested, Is.False);
        using (var kill = Process.Start("kill", ["-" + signal, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        Assert.That(signals.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(10)));
    }
}
