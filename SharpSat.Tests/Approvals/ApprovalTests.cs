namespace SharpSat.Tests.Approvals;

public sealed class ApprovalTests
{
    [Test]
    public void Verify_OtherText_FailsAndWritesWhatItReceived()
    {
        var name = "Probe/" + Guid.NewGuid().ToString("N");
        string? message = null;
        using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
        {
            message = Assert.Catch<AssertionException>(() => Approval.Verify(name, "hello"))?.Message;
        }

        var received = message!.Split("If ")[1].Split(" is right")[0];
        Assert.That(File.ReadAllText(received), Is.EqualTo("hello\n"));
        Directory.Delete(Path.GetDirectoryName(received)!, recursive: true);
    }
}
