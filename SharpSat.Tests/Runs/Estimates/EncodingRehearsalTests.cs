using SharpSat.Core.Data;
using SharpSat.Tests.Engine;
using SharpSat.Video.Engine;
using SharpSat.Video.Runs;
using SharpSat.Video.Runs.Estimates;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs.Estimates;

public sealed class EncodingRehearsalTests
{
    // Whether a step encodes anything, and how many clips were read for it.
    [TestCase(false, false, PictureKeeping.None, true, 2)]
    [TestCase(false, true, PictureKeeping.Posterior, true, 2)]
    [TestCase(true, true, PictureKeeping.None, false, 1)]
    [TestCase(true, true, PictureKeeping.Posterior, false, 1)]
    [TestCase(true, true, PictureKeeping.Pixels, true, 1)]
    [TestCase(true, false, PictureKeeping.None, true, 1)]
    public void AStep_EncodesWhatIsNotKept(bool ahead, bool textAhead, PictureKeeping pictures, bool encodes, int reads)
    {
        using var engine = TinyEngines.Create();
        using var clips = new Clips();
        using var rehearsal = new EncodingRehearsal(engine, clips, new EncodingPlan(2, ahead, textAhead, pictures));
        var before = Tensor.TotalCount;
        rehearsal.Ahead();
        rehearsal.Step();
        Assert.That(rehearsal.StepSeconds, encodes ? Is.GreaterThan(0) : Is.Zero);
        Assert.That(clips.Read, Is.EqualTo(reads));
        rehearsal.Dispose();
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    [TestCase(false, PictureKeeping.None, false)]
    [TestCase(false, PictureKeeping.Posterior, true)]
    [TestCase(false, PictureKeeping.Pixels, true)]
    [TestCase(true, PictureKeeping.Posterior, false)]
    [TestCase(true, PictureKeeping.Pixels, true)]
    public void PicturesAreEncodedInSteps_WithTheirClips_OrWithNewNoise(bool ahead, PictureKeeping pictures, bool expected) =>
        Assert.That(new EncodingPlan(1, ahead, true, pictures).PicturesInSteps, Is.EqualTo(expected));

    [Test]
    public void PictureTime_IsPartOfAStep()
    {
        using var engine = TinyEngines.Create();
        using var clips = new Clips();
        using var without = new EncodingRehearsal(engine, clips, new EncodingPlan(1, true, true, PictureKeeping.Posterior));
        using var with = new EncodingRehearsal(engine, clips, new EncodingPlan(1, true, true, PictureKeeping.Pixels));
        without.Ahead();
        with.Ahead();
        Assert.That((without.StepSeconds, with.StepSeconds), Is.EqualTo((0.0, 0.0)), "no step was taken yet");
        without.Step();
        with.Step();
        Assert.That(without.StepSeconds, Is.Zero);
        Assert.That(with.StepSeconds, Is.GreaterThan(0));
    }

    private sealed class Clips : IBatchLoader<VideoBatch>
    {
        public int Read { get; private set; }

        public int BatchSize => 1;

        public TimeSpan WaitTime => TimeSpan.Zero;

        public VideoBatch Next()
        {
            Read++;
            return new VideoBatch { Video_BFCHW = zeros([1, 5, 3, 16, 24]), Captions = ["a red circle"] };
        }

        public SamplerState Save() => new(1, 0, 0);

        public void Restore(SamplerState state)
        {
        }

        public void Dispose()
        {
        }
    }
}
