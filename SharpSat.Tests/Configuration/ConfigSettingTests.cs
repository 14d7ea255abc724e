using Newtonsoft.Json;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Tests.Approvals;

namespace SharpSat.Tests.Configuration;

public sealed class ConfigSettingTests
{
    [TestCase("a.x=2", """{"a":{"x":2},"list":[{"k":1},2],"n":null}""")]
    [TestCase("a.y.z=true", """{"a":{"x":1,"y":{"z":true}},"list":[{"k":1},2],"n":null}""")]
    [TestCase("list[0].k=7", """{"a":{"x":1},"list":[{"k":7},2],"n":null}""")]
    [TestCase("list[2]={\"k\":3}", """{"a":{"x":1},"list":[{"k":1},2,{"k":3}],"n":null}""")]
    [TestCase("fresh[0].k=1", """{"a":{"x":1},"list":[{"k":1},2],"n":null,"fresh":[{"k":1}]}""")]
    [TestCase("n.deep=1", """{"a":{"x":1},"list":[{"k":1},2],"n":{"deep":1}}""")]
    [TestCase("a=null", """{"a":null,"list":[{"k":1},2],"n":null}""")]
    [TestCase("a.x=", """{"a":{"x":""},"list":[{"k":1},2],"n":null}""")]
    [TestCase("a.x=runs/one=two", """{"a":{"x":"runs/one=two"},"list":[{"k":1},2],"n":null}""")]
    public void Apply_WritesTheValue(string setting, string expected)
    {
        var document = ConfigDocument.Parse("""{"a":{"x":1},"list":[{"k":1},2],"n":null}""", "c.json").With([setting]);
        Assert.That(document.Root.ToString(Formatting.None), Is.EqualTo(expected));
    }

    [TestCase("12", "12")]
    [TestCase("-1.5e-3", "-0.0015")]
    [TestCase("true", "true")]
    [TestCase("null", "null")]
    [TestCase("\"12\"", "\"12\"")]
    [TestCase("[1,2]", "[1,2]")]
    [TestCase("ddim", "\"ddim\"")]
    [TestCase("007", "\"007\"")]
    [TestCase("0x10", "\"0x10\"")]
    [TestCase("NaN", "\"NaN\"")]
    [TestCase("undefined", "\"undefined\"")]
    [TestCase("/data/clips", "\"/data/clips\"")]
    [TestCase("2024-01-01T00:00:00", "\"2024-01-01T00:00:00\"")]
    [TestCase("1 2", "\"1 2\"")]
    [TestCase("[1,", "\"[1,\"")]
    public void Parse_ValueIsJsonOrElseText(string text, string json)
    {
        var document = ConfigDocument.Parse("{}", "c.json").With([$"v={text}"]);
        Assert.That(document.Root["v"]!.ToString(Formatting.None), Is.EqualTo(json));
    }

    [Test]
    public void BadSettings_AreRefusedWithTheReason()
    {
        var document = ConfigDocument.Parse("{\n\"a\":\n{\"x\":1,\n\"list\":[1,2]}}", "c.json");
        string[] settings = ["novalue", "=1", "a..x=1", "a[x]=1", "a.x.deeper=1", "a.list.x=1", "a.list[3]=1", "a[0]=1", "a.list[0].x=1", "fresh[1]=1"];
        var messages = settings.Select(s => Assert.Catch<InputException>(() => document.With([s]))!.Message);
        Approval.Verify("Configuration/bad-settings", string.Join("\n", messages));
    }
}
