using SharpSat.Core.Configuration;
using SharpSat.Tests.Approvals;

namespace SharpSat.Tests.Configuration;

public sealed class ConfigDocumentTests
{
    [Test]
    public void Parse_NotAConfig_NamesFileAndLine()
    {
        string[] texts =
        [
            "", "[1]", "{\n\"a\": 1,\n\"a\": 2\n}", "{\n\"a\": }", "{\n\"a\": 1\n", "{ \"a\": 1 }\n\n{ }", "{ \"a\": 'x }",
            string.Concat(Enumerable.Repeat("{\"a\":", 70)), "{ \"a\": 1e999 }\n x", "{ \"a\": " + new string('9', 400) + " }",
        ];
        var messages = texts.Select(t => Assert.Throws<ConfigException>(() => ConfigDocument.Parse(t, "c.json"))!.Message);
        Approval.Verify("Configuration/not-a-config", string.Join("\n", messages));
    }

    [Test]
    public void Parse_DatesStayText()
    {
        var document = ConfigDocument.Parse("""{ "a": "2024-01-01T00:00:00Z" }""", "c.json");
        Assert.That(document.ToJson(), Does.Contain("\"2024-01-01T00:00:00Z\""));
    }

    [Test]
    public void ToJson_ReadsBackTheSame()
    {
        var document = ConfigDocument.Parse("""{ "a": [1, 0.1, 1e-20, true, null, "x\n"], "b": { } }""", "c.json");
        Assert.That(ConfigDocument.Parse(document.ToJson(), "again").ToJson(), Is.EqualTo(document.ToJson()));
    }
}
