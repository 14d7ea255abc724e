using SharpSat.Core.Configuration;
using SharpSat.Video.Configuration;
using SharpSat.Video.Engine;

namespace SharpSat.Tests.Configuration;

public sealed class ConfigWriterTests
{
    [Test]
    public void Write_ThenBind_GivesTheSameRecord()
    {
        var section = new SamplingSection
        {
            Frames = 9,
            Height = 16,
            Width = 24,
            ImageScaling = ImageLatentScaling.Divide,
            Sampler = new ComponentNode("ddim"),
            Guidance = new ComponentNode("cfg", new Newtonsoft.Json.Linq.JObject { ["scale"] = 3 }),
        };
        var written = ConfigWriter.Write(section);
        Assert.That((string?)written["image_scaling"], Is.EqualTo("divide"));
        Assert.That(written["image_frames"], Is.Null);
        Assert.That(ConfigWriter.Write(ConfigBinder.Bind<SamplingSection>(written)).ToString(), Is.EqualTo(written.ToString()));
    }
}
