using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Errors;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Joined;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Runs;

namespace SharpSat.Tests.Data.Joined;

public sealed class JoinedClipsTests
{
    private const string TwoSources = """
        { "sources": [
            { "clips": { "target": "moving_shapes", "params": { "count": 2, "seed": 1 } }, "repeat": 3 },
            { "clips": { "target": "moving_shapes", "params": { "count": 4, "seed": 2 } } } ] }
        """;

    [Test]
    public void EachSource_IsRepeatedByItsWeight()
    {
        using var factory = new ComponentFactory();
        using var clips = Create(factory, TwoSources);
        var (first, second) = (new MovingShapesSource(new MovingShapesParams { Count = 2, Seed = 1 }), new MovingShapesSource(new MovingShapesParams { Count = 4, Seed = 2 }));
        var expected = new[] { 0, 1, 0, 1, 0, 1 }.Select(first.Identify).Concat(Enumerable.Range(0, 4).Select(second.Identify));
        Assert.That(Enumerable.Range(0, clips.Count).Select(clips.Identify), Is.EqualTo(expected));
        using var clip = clips.Read(9);
        Assert.That(clip.Caption, Is.EqualTo(second.Describe(3).Caption));
        Assert.That(EncodedClips.IsAugmented(clips), Is.False);
    }

    [Test]
    public void NoSource_IsRefused()
    {
        using var factory = new ComponentFactory();
        Assert.That(() => Create(factory, """{ "sources": [] }"""), Throws.InstanceOf<InputException>().With.Message.Contains("the least is 1 source"));
    }

    [Test]
    public void ABadSource_IsNamedByItsPlace()
    {
        using var factory = new ComponentFactory();
        Assert.That(
            () => Create(factory, """{ "sources": [ { "clips": { "target": "moving_shapes", "params": { "frames": 6 } } } ] }"""),
            Throws.InstanceOf<InputException>().With.Message.Contains("sources[0].clips"));
    }

    private static JoinedClips Create(ComponentFactory factory, string json) =>
        (JoinedClips)factory.Create<IDataSource<VideoClip>>(new ComponentNode("joined", JObject.Parse(json)));
}
