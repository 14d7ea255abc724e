using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Text;

namespace SharpSat.Tests.Text;

public sealed class T5ConfigTests
{
    private static string GoldenFile =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "cases", "sat", "t5", "t5-v1_1-tiny", "config.json");

    [Test]
    public void ReadFrom_AHuggingFaceConfig_TakesTheEncodersMembers()
    {
        var expected = new T5Config { ModelSize = 24, HeadSize = 8, FeedForwardSize = 40, Heads = 4, Layers = 2, VocabularySize = 960 };
        Assert.That(T5Config.ReadFrom(GoldenFile), Is.EqualTo(expected));
    }

    [TestCase("d_model", null, "d_model")]
    [TestCase("d_kv", 0, "d_kv is 0; it must be at least 1")]
    [TestCase("num_heads", "many", "num_heads")]
    [TestCase("feed_forward_proj", "relu", "gated-gelu")]
    [TestCase("relative_attention_num_buckets", 31, "such as 32")]
    [TestCase("relative_attention_max_distance", 8, "at least 9")]
    public void ReadFrom_ABadMember_NamesFileAndRule(string member, object? value, string message)
    {
        var json = JObject.Parse(File.ReadAllText(GoldenFile));
        json.Remove(member);
        if (value is not null)
        {
            json[member] = JToken.FromObject(value);
        }

        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "bad-t5-config.json");
        File.WriteAllText(file, json.ToString());
        Assert.That(
            () => T5Config.ReadFrom(file), Throws.TypeOf<InputException>().With.Message.Contains(message).And.Message.Contains("bad-t5-config.json"));
    }
}
