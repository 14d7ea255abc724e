using SharpSat.Cli;
using SharpSat.Cli.Rendering;
using SharpSat.Core.Errors;

namespace SharpSat.Tests.Cli;

public sealed class ErrorHandlerTests
{
    [Test]
    public void InputException_IsItsMessageAlone_AndExits2()
    {
        Assert.That(Handle(new InputException("frames must be 8N+1, not 50; nearest: 49.")), Is.EqualTo((2, "error: frames must be 8N+1, not 50; nearest: 49.\n")));
    }

    [Test]
    public void Cancellation_Exits130()
    {
        Assert.That(Handle(new OperationCanceledException()), Is.EqualTo((130, "Interrupted.\n")));
        Assert.That(Handle(new AggregateException(new OperationCanceledException())).Code, Is.EqualTo(130));
    }

    [Test]
    public void AnythingElse_IsOneLine_AndExits1()
    {
        Assert.That(
            Handle(new InvalidOperationException("size mismatch\nat::native::somewhere")),
            Is.EqualTo((1, "error: InvalidOperationException: size mismatch (--verbose shows where)\n")));
    }

    [Test]
    public void WrappedInputException_IsFound()
    {
        Assert.That(Handle(new AggregateException(new InvalidOperationException("x"), new InputException("bad"))), Is.EqualTo((2, "error: bad\n")));
        Assert.That(Handle(new TypeInitializationException("T", new InputException("bad"))), Is.EqualTo((2, "error: bad\n")));
    }

    [Test]
    public void Verbose_ShowsTheStack()
    {
        var text = Handle(Thrown(), verbose: true).Text;
        Assert.That(text, Does.StartWith("error: bad\n").And.Contain(nameof(Thrown)));
    }

    [Test]
    public void UnknownOption_Exits2_AndPointsToHelp()
    {
        var run = CliRun.Of("mixins", "list", "--josn");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--josn").And.Contain("'sharpsat mixins list --help'"));
        Assert.That(run.Out, Is.Empty);
    }

    private static (int Code, string Text) Handle(Exception e, bool verbose = false)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var code = ErrorHandler.Handle(e, verbose, CliConsole.Plain(TextWriter.Null, error));
        return (code, error.ToString());
    }

    private static InputException Thrown()
    {
        try
        {
            throw new InputException("bad");
        }
        catch (InputException e)
        {
            return e;
        }
    }
}
