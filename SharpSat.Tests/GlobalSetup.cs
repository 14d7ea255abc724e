namespace SharpSat.Tests;

[SetUpFixture]
public sealed class GlobalSetup
{
    [OneTimeSetUp]
    public void MakeNumbersRepeatable() => TorchSharp.torch.set_num_threads(2);
}
