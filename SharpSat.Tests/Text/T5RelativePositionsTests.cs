using SharpSat.Video.Text;

namespace SharpSat.Tests.Text;

public sealed class T5RelativePositionsTests
{
    [TestCase(0, 0)]
    [TestCase(-1, 1)]
    [TestCase(1, 17)]
    [TestCase(-7, 7)]
    [TestCase(7, 23)]
    [TestCase(8, 24)]
    [TestCase(11, 24)]
    [TestCase(12, 25)]
    [TestCase(16, 26)]
    [TestCase(-16, 10)]
    [TestCase(32, 28)]
    [TestCase(90, 30)]
    [TestCase(91, 31)]
    [TestCase(128, 31)]
    [TestCase(5000, 31)]
    [TestCase(-5000, 15)]
    public void Bucket_IsExactUpToEight_ThenLogarithmic(int offset, int bucket) =>
        Assert.That(T5RelativePositions.Bucket(offset, 32, 128), Is.EqualTo(bucket));

    [Test]
    public void Table_DependsOnKeyMinusQueryOnly()
    {
        var table = T5RelativePositions.Table(20, 32, 128);
        for (var query = 0; query < 20; query++)
        {
            for (var key = 0; key < 20; key++)
            {
                Assert.That(table[(query * 20) + key], Is.EqualTo(T5RelativePositions.Bucket(key - query, 32, 128)));
            }
        }
    }
}
