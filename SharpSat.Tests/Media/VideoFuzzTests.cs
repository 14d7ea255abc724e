using SharpSat.Core.Errors;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Media;

public sealed class VideoFuzzTests
{
    [Test]
    [CancelAfter(60_000)]
    public void MutatedMp4_GivesFramesOrAnInputError(CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var original = File.ReadAllBytes(TestVideos.Write(folder, "v.mp4", 9, 8, 32, 32));
        var (read, refused) = (0, 0);
        Parallel.For(0, 50, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, i =>
        {
            var path = folder[$"{i}.mp4"];
            File.WriteAllBytes(path, Mutate(original, new Random(i)));
            try
            {
                var frames = VideoReader.ReadAll(path);
                Assert.That(frames.Count, Is.InRange(1, 9));
                Interlocked.Increment(ref read);
            }
            catch (InputException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.That(read + refused, Is.EqualTo(50));
        Assert.That(refused, Is.GreaterThan(10), "the mutations must hurt");
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(1, bytes.Length)];
            case 1:
                var (from, to, length) = (random.Next(bytes.Length - 64), random.Next(bytes.Length - 64), random.Next(1, 64));
                bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(to));
                return bytes;
            case 2:
                bytes.AsSpan(random.Next(bytes.Length - 8), 8).Fill(0xFF);
                return bytes;
            default:
                for (var i = 0; i < 20; i++)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
        }
    }
}
