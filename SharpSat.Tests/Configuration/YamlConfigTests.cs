using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;

namespace SharpSat.Tests.Configuration;

public sealed class YamlConfigTests
{
    [TestCase("1e-5", 1e-5)]
    [TestCase("1e5", 1e5)]
    [TestCase("1.5e+3", 1500.0)]
    [TestCase("3.", 3.0)]
    [TestCase(".5", 0.5)]
    [TestCase("-.5", -0.5)]
    [TestCase("1_000.25", 1000.25)]
    [TestCase("1:30.5", 90.5)]
    [TestCase(".inf", double.PositiveInfinity)]
    [TestCase("-.INF", double.NegativeInfinity)]
    [TestCase("12", 12L)]
    [TestCase("+12", 12L)]
    [TestCase("1_000", 1000L)]
    [TestCase("0x1F", 31L)]
    [TestCase("0b101", 5L)]
    [TestCase("017", 15L)]
    [TestCase("1:30", 90L)]
    [TestCase("yes", true)]
    [TestCase("On", true)]
    [TestCase("FALSE", false)]
    [TestCase("off", false)]
    [TestCase("~", null)]
    [TestCase("", null)]
    [TestCase("NULL", null)]
    [TestCase("\"yes\"", "yes")]
    [TestCase("'1e-5'", "1e-5")]
    [TestCase("y", "y")]
    [TestCase("1.2.3", "1.2.3")]
    [TestCase("1,0,0", "1,0,0")]
    [TestCase("2024-01-01", "2024-01-01")]
    [TestCase("e5", "e5")]
    [TestCase("089", "089")]
    [TestCase("!!str 12", "12")]
    [TestCase("!!float 12", 12.0)]
    [TestCase("!!bool on", true)]
    public void Scalars_AreReadAsOmegaConfReadsThem(string text, object? expected) =>
        Assert.That(((JValue)Read($"a: {text}")["a"]!).Value, Is.EqualTo(expected));

    [Test]
    public void BlocksFlowsAndComments_GiveTheSameTreeAsJson()
    {
        var yaml = Read("# note\na:\n  - 1\n  - {b: two, 'c d': [x, y]} # more\ntext: |\n  one\n  two\nempty:\n");
        Assert.That(JToken.DeepEquals(yaml, JToken.Parse("""{ "a": [1, { "b": "two", "c d": ["x", "y"] }], "text": "one\ntwo\n", "empty": null }""")), yaml.ToString());
    }

    [Test]
    public void AnchorsAndMergeKeys_CopyWithOwnKeysFirst()
    {
        var yaml = Read("base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nall: {<<: [*b, *m], x: 9}\nsame: *b\n");
        Assert.That(yaml["all"]!.ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo("""{"x":9,"y":2,"z":4}"""));
        Assert.That(JToken.DeepEquals(yaml["same"], yaml["base"]));
    }

    [Test]
    public void Values_KnowTheirLines()
    {
        var yaml = Read("a:\n  b: 1\n  c:\n    - 2\n    - 3\n");
        Assert.That(ConfigOrigin.Of(yaml["a"]!["b"])!.ToString(), Is.EqualTo("t.yaml:2"));
        Assert.That(ConfigOrigin.Of(yaml["a"]!["c"]![1])!.ToString(), Is.EqualTo("t.yaml:5"));
    }

    [TestCase("a: 1\nb: 2\na: 3", "t.yaml:3: the key 'a' stands here twice.")]
    [TestCase("a: &x [1, *x]", "t.yaml:1: the value '&x' refers to itself.")]
    [TestCase("a: *nobody", "t.yaml:1: there is no anchor '&nobody' before this.")]
    [TestCase("a: 1\n---\nb: 2", "t.yaml:2: a second document begins; a config is one.")]
    [TestCase("a: !!python/object/apply:os.system [ls]", "is not allowed: a config holds values, not objects of a language.")]
    [TestCase("a: !!python/name:os.system x", "cannot be read as tag:yaml.org,2002:python/name:os.system.")]
    [TestCase("a: !!int twelve", "t.yaml:1: 'twelve' cannot be read as tag:yaml.org,2002:int.")]
    [TestCase("? [1, 2]\n: b", "t.yaml:1: a key must be a plain text.")]
    [TestCase("a: {<<: 3}", "a merge key (<<) takes a mapping or a list of mappings.")]
    [TestCase("a: 1\n b: 2", "t.yaml:2: this is not valid YAML:")]
    [TestCase("a: [1, 2", "this is not valid YAML:")]
    [TestCase("a: \"\\q\"", "this is not valid YAML:")]
    public void BrokenOrUnsafeText_IsRefusedWithItsLine(string text, string message) =>
        Assert.That(() => Read(text), Throws.TypeOf<ConfigException>().With.Message.Contains(message));

    [Test]
    public void NestingAndAliasBombs_AreRefusedWithoutMuchMemory()
    {
        var deep = new string('[', 100_000);
        var bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n" + string.Concat(Enumerable.Range(1, 30).Select(i =>
            $"a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Read(deep), Throws.TypeOf<ConfigException>().With.Message.Contains("nest more than 64 deep"));
        Assert.That(() => Read(bomb), Throws.TypeOf<ConfigException>().With.Message.Contains("more than 100000 values"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(128L << 20));
    }

    [Test]
    public void Document_OfAnotherKind_IsRefused_AndAnEmptyOneIsEmpty()
    {
        Assert.That(() => ConfigDocument.ParseYaml("- 1", "t.yaml"), Throws.TypeOf<ConfigException>().With.Message.Contains("must be a mapping, but this is an array"));
        Assert.That(ConfigDocument.ParseYaml("# nothing\n", "t.yaml").Root, Is.Empty);
    }

    [Test]
    public void Load_TellsYamlByItsName_AndMergesWithJson()
    {
        using var folder = new Media.TemporaryFolder();
        var (yaml, json) = (Path.Combine(folder.Path, "a.yaml"), Path.Combine(folder.Path, "b.json"));
        File.WriteAllText(yaml, "trainer: {lr: 1e-3, seed: 2}");
        File.WriteAllText(json, """{ "trainer": { "seed": 3 } }""");
        var merged = ConfigDocument.Load([yaml, json]);
        Assert.That(merged.Root.ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo("""{"trainer":{"lr":0.001,"seed":3}}"""));
    }

    private static JToken Read(string text) => YamlConfig.Read(text, "t.yaml");
}
