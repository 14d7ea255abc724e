using System.Runtime.Serialization;
using Newtonsoft.Json;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Tests.Approvals;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace SharpSat.Tests.Configuration;

public sealed class ConfigBinderTests
{
    private const string Complete = """
        {
          // comments are fine
          "name": "run", "max_steps": 100, "learning_rate": 1e-4, "mode": "second_choice",
          "inner": { "size": 3, "label": null },
          "by_name": { "One": { "size": 1 } },
          "sizes": [1, 2, 3], "matrix": [[1.5], []],
          "sampler": { "target": "ddim", "params": { "eta": 0 } },
          "raw": { "anything": [1] }, "offset": null, "T5": true
        }
        """;

    [Test]
    public void Bind_EveryKindOfMember()
    {
        var run = ConfigDocument.Parse(Complete, "c.json").Bind<Run>();
        Assert.Multiple(() =>
        {
            Assert.That(run.Name, Is.EqualTo("run"));
            Assert.That(run.MaxSteps, Is.EqualTo(100L));
            Assert.That(run.LearningRate, Is.EqualTo(1e-4));
            Assert.That(run.Mode, Is.EqualTo(Mode.SecondChoice));
            Assert.That(run.Inner, Is.EqualTo(new Inner(3, null)));
            Assert.That(run.ByName["One"].Size, Is.EqualTo(1));
            Assert.That(run.Sizes, Is.EqualTo(new[] { 1, 2, 3 }));
            Assert.That(run.Matrix, Is.EqualTo(new[] { new[] { 1.5f }, [] }));
            Assert.That(run.Sampler!.Target, Is.EqualTo("ddim"));
            Assert.That(run.Sampler.Path, Is.EqualTo("sampler"));
            Assert.That(run.Raw!.ToString(Formatting.None), Is.EqualTo("""{"anything":[1]}"""));
            Assert.That(run.Offset, Is.Null);
            Assert.That(run.UseT5, Is.True);
        });
    }

    [Test]
    public void Bind_LeftOutMembers_KeepTheirDefaults()
    {
        var run = ConfigDocument.Parse("""{ "name": "r", "max_steps": 1e3, "inner": { "size": 1 } }""", "c.json").Bind<Run>();
        Assert.Multiple(() =>
        {
            Assert.That(run.MaxSteps, Is.EqualTo(1000));
            Assert.That(run.LearningRate, Is.EqualTo(0.5));
            Assert.That(run.Inner.Label, Is.EqualTo("none"));
            Assert.That(run.Sizes, Is.Empty);
        });
    }

    [TestCase("\"max_step\": 5", "max_step")]
    [TestCase("\"inner\": { \"size\": 1, \"siez\": 2 }", "inner.siez")]
    [TestCase("\"sizes\": [1, \"2\"]", "sizes[1]")]
    public void Bind_Errors_KeepTheFullPath(string member, string path)
    {
        var error = Assert.Throws<ConfigException>(() => Bind(member));
        Assert.That(error!.Origin!.ToString(), Is.EqualTo("c.json:2"));
        Assert.That(error.Path, Is.EqualTo(path));
    }

    [Test]
    public void Bind_Errors_AsTheUserSeesThem()
    {
        string[] members =
        [
            "\"max_step\": 5", "\"inner\": { \"size\": 1, \"siez\": 2 }", "\"by_name\": { \"a\": { } }", "\"inner\": [1]", "\"inner\": null",
            "\"max_steps\": \"5\"", "\"max_steps\": 1.5", "\"max_steps\": 9223372036854775808", "\"max_steps\": null", "\"max_steps\": 0",
            "\"learning_rate\": true", "\"learning_rate\": 2", "\"learning_rate\": NaN", "\"mode\": \"second\"", "\"mode\": \"SecondChoice\"", "\"mode\": 1",
            "\"sizes\": 3", "\"sizes\": [1, \"2\"]", "\"sizes\": [1, 3000000000]", "\"sizes\": [null]", "\"matrix\": [[1], [1e300]]",
            "\"by_name\": { \"a\": { \"size\": \"x\" } }", "\"by_name\": { \"a\": null }",
            "\"sampler\": \"ddim\"", "\"sampler\": { \"params\": {} }", "\"sampler\": { \"target\": \"\" }", "\"sampler\": { \"target\": \"a\", \"parms\": {} }",
            "\"sampler\": { \"target\": \"a\", \"params\": [] }", "\"raw\": 3", "\"name\": 5", "\"T5\": 1", "\"t5\": true", "\"even\": { \"value\": 3 }",
        ];
        Approval.Verify(
            "Configuration/binder-errors",
            string.Join("\n", members.Select(m => $"{m}\n    {Assert.Throws<ConfigException>(() => Bind(m))!.Message}")));
    }

    [Test]
    public void Bind_MissingRequiredMembers_ListsThemAll()
    {
        var error = Assert.Throws<ConfigException>(() => ConfigDocument.Parse("\n{ }", "c.json").Bind<Run>());
        Assert.That(error!.Message, Is.EqualTo("c.json:2: the required settings 'name', 'max_steps', 'inner' are missing."));
    }

    // One changed member over a valid config, so that only this member is wrong.
    private static Run Bind(string member) => ConfigDocument.Parse($"{{\n{member} }}", "c.json")
        .Over(ConfigDocument.Parse("""{ "name": "r", "max_steps": 10, "inner": { "size": 1 } }""", "base.json"))
        .Bind<Run>();

    public enum Mode
    {
        FirstChoice,
        SecondChoice,
        [EnumMember(Value = "bf16")]
        Brain,
    }

    public sealed record Inner(int Size, string? Label = "none");

    public sealed record Even
    {
        private readonly int _value;

        public required int Value
        {
            get => _value;
            init => _value = value % 2 == 0 ? value : throw new InputException($"{value} is odd; use {value + 1}.");
        }
    }

    public sealed record Run
    {
        public required string Name { get; init; }

        [Range(1, long.MaxValue)]
        public required long MaxSteps { get; init; }

        [Range(0.0, 1.0, MinimumIsExclusive = true)]
        public double LearningRate { get; init; } = 0.5;

        public Mode Mode { get; init; }

        public required Inner Inner { get; init; }

        public IReadOnlyDictionary<string, Inner> ByName { get; init; } = new Dictionary<string, Inner>();

        public IReadOnlyList<int> Sizes { get; init; } = [];

        public List<float[]> Matrix { get; init; } = [];

        public ComponentNode? Sampler { get; init; }

        public Newtonsoft.Json.Linq.JObject? Raw { get; init; }

        public int? Offset { get; init; } = 4;

        [JsonProperty("T5")]
        public bool UseT5 { get; init; }

        public Even? Even { get; init; }

        public int Computed => Sizes.Count;
    }
}
