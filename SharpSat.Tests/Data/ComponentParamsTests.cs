using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Buckets;
using SharpSat.Video.Data.Synthetic;

namespace SharpSat.Tests.Data;

public sealed class ComponentParamsTests
{
    [Test]
    public void MovingShapesParams_BindFromJson()
    {
        var bound = ConfigBinder.Bind<MovingShapesParams>(JToken.Parse(
            """{ "count": 12, "seed": 3, "paraphrases": true, "include": [{ "shapes": ["star"], "colors": ["red", "cyan"] }], "exclude": [{ "directions": ["up"], "backgrounds": ["gray"] }] }"""));
        Assert.That((bound.Count, bound.Seed, bound.Paraphrases, bound.Frames), Is.EqualTo((12, 3L, true, 17)));
        Assert.That(bound.Include.Single().Colors, Is.EqualTo(new[] { ShapeColor.Red, ShapeColor.Cyan }));
        Assert.That(bound.Exclude.Single().Backgrounds, Is.EqualTo(new[] { ShapeBackground.Gray }));
        Assert.That(new MovingShapesSource(bound).Count, Is.EqualTo(12));
    }

    [Test]
    public void VideoFolderParams_BindFromJson_AndAskForWhatIsRequired()
    {
        var bound = ConfigBinder.Bind<VideoFolderParams>(JToken.Parse(
            """{ "path": "clips", "frames": 17, "height": 64, "width": 64, "fps": 8, "start": "middle", "check": "probe", "cache_megabytes": 16 }"""));
        Assert.That((bound.Path, bound.Start, bound.Check, bound.CacheMegabytes), Is.EqualTo(("clips", ClipStart.Middle, FolderCheck.Probe, 16)));
        Assert.That(() => ConfigBinder.Bind<VideoFolderParams>(JToken.Parse("""{ "frames": 17 }""")), Throws.InstanceOf<ConfigException>().With.Message.Contains("path"));
        var buckets = ConfigBinder.Bind<VideoFolderParams>(JToken.Parse("""{ "path": "clips", "buckets": [{ "frames": 17, "height": 64, "width": 96 }] }""")).Buckets;
        Assert.That(buckets, Is.EqualTo(new[] { new ClipSize { Frames = 17, Height = 64, Width = 96 } }));
    }
}
