using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;

namespace SharpSat.Tests.Configuration;

public sealed class ConfigMergeTests
{
    [Test]
    public void Merge_ObjectsMerge_ArraysScalarsAndNullReplace()
    {
        var under = ConfigDocument.Parse("""{ "a": { "x": 1, "y": [1, 2], "z": { "p": 1 } }, "b": "old", "c": { "d": 1 } }""", "under.json");
        var over = ConfigDocument.Parse("""{ "a": { "y": [3], "z": { "q": 2 } }, "b": { "e": true }, "c": null }""", "over.json");
        Assert.That(
            over.Over(under).Root.ToString(Newtonsoft.Json.Formatting.None),
            Is.EqualTo("""{"a":{"x":1,"y":[3],"z":{"p":1,"q":2}},"b":{"e":true},"c":null}"""));
    }

    [Test]
    public void Merge_AnotherTarget_DropsTheParamsOfTheFirst()
    {
        var under = ConfigDocument.Parse("""{ "s": { "target": "ddim", "params": { "eta": 1 } }, "t": { "target": "x", "params": { "a": 1 } } }""", "under.json");
        var over = ConfigDocument.Parse("""{ "s": { "target": "euler" }, "t": { "target": "x", "params": { "b": 2 } } }""", "over.json");
        Assert.That(
            over.Over(under).Root.ToString(Newtonsoft.Json.Formatting.None),
            Is.EqualTo("""{"s":{"target":"euler"},"t":{"target":"x","params":{"a":1,"b":2}}}"""));
    }

    [Test]
    public void Merge_EveryValueRemembersItsFileAndLine()
    {
        var under = ConfigDocument.Parse("{\n \"a\": {\n  \"x\": 1,\n  \"y\": 2 } }", "under.json");
        var over = ConfigDocument.Parse("{\n\n\n\n \"a\": { \"y\": [\n 3 ] } }", "over.json");
        var merged = over.Over(under).With(["a.z=4"]);
        Assert.Multiple(() =>
        {
            Assert.That(ConfigOrigin.Of(merged.Root["a"]!["x"])!.ToString(), Is.EqualTo("under.json:3"));
            Assert.That(ConfigOrigin.Of(merged.Root["a"]!["y"]![0])!.ToString(), Is.EqualTo("over.json:6"));
            Assert.That(ConfigOrigin.Of(merged.Root["a"]!["z"])!.ToString(), Is.EqualTo("--set a.z=4"));
        });
    }

    [Test]
    public void Merge_LeavesItsArgumentsAlone()
    {
        var under = ConfigDocument.Parse("""{ "a": { "x": 1 } }""", "under.json");
        var over = ConfigDocument.Parse("""{ "a": { "x": 2 } }""", "over.json");
        over.Over(under).With(["a.x=3"]);
        Assert.That((int)under.Root["a"]!["x"]!, Is.EqualTo(1));
        Assert.That((int)over.Root["a"]!["x"]!, Is.EqualTo(2));
    }

    [Test]
    public void Load_SeveralFiles_MergeLeftToRight_ThenSettings()
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat-config").FullName;
        var paths = new[] { "{ \"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1 }", "{ \"b\": 2, \"c\": 2, \"d\": 2 }", "{ \"c\": 3, \"d\": 3 }" }
            .Select((json, i) =>
            {
                var path = Path.Combine(folder, $"{i}.json");
                File.WriteAllText(path, json);
                return path;
            })
            .ToList();
        var document = ConfigDocument.Load(paths, ["d=4", "d=5"]);
        Directory.Delete(folder, recursive: true);
        Assert.That(document.Root.ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo("""{"a":1,"b":2,"c":3,"d":5}"""));
    }

    [Test]
    public void Load_MissingFile_SuggestsItsNeighbours()
    {
        var folder = Directory.CreateTempSubdirectory("sharpsat-config").FullName;
        File.WriteAllText(Path.Combine(folder, "tiny.json"), "{}");
        var error = Assert.Throws<InputException>(() => ConfigDocument.Load(Path.Combine(folder, "tyni.json")));
        Directory.Delete(folder, recursive: true);
        Assert.That(error!.Message, Does.EndWith("tyni.json' does not exist. Did you mean 'tiny.json'?"));
    }
}
