using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;

namespace SharpSat.Tests.Cli;

public sealed class InterruptTests
{
    [Test]
    public void FileThatBreaksBecauseOfTheInterrupt_IsTheInterrupt()
    {
        using var stop = new CancellationTokenSource();
        Assert.That(
            () => Interrupt.Over<int>(() =>
            {
                stop.CancelAfter(50);
                throw new InputException("Video 'a.mp4' is damaged.");
            }, stop.Token),
            Throws.TypeOf<OperationCanceledException>());
    }

    [Test]
    public void FileThatBreaksByItself_IsTheFilesFault() => Assert.That(
        () => Interrupt.Over<int>(() => throw new InputException("Video 'a.mp4' is damaged."), CancellationToken.None),
        Throws.TypeOf<InputException>());
}
