using Newtonsoft.Json.Linq;
using SharpSat.Video.Parity;
using static TorchSharp.torch;

namespace SharpSat.Tests.Parity;

public sealed class ParityRecorderTests
{
    private RecordedFolder _folder = null!;
    private ParityCase _case = null!;
    private ParityRecorder _recorder = null!;

    [SetUp]
    public void Open()
    {
        _folder = new RecordedFolder();
        _folder.Json["tolerances"] = JArray.Parse("""
            [
              { "match": "exact.*", "atol": 0, "rtol": 0, "relative_to": "element" },
              { "match": "max.*", "atol": 0, "rtol": 0.1, "relative_to": "tensor_max" },
              { "match": "ids", "off_by": 1 },
              { "match": "*", "atol": 0.01, "rtol": 0.1, "relative_to": "element" }
            ]
            """);
        _folder.Save();
        _case = ParityCase.Open(_folder.Path);
        _recorder = new ParityRecorder(_case, "run");
    }

    [TearDown]
    public void Close()
    {
        _case.Dispose();
        _folder.Dispose();
    }

    [TestCase("exact.x", 1.0f, false)]
    [TestCase("exact.x", 0.0f, true)]
    [TestCase("max.x", 9.9f, true)]
    [TestCase("max.x", 10.1f, false)]
    [TestCase("other", 0.1f, true)]
    [TestCase("other", 0.2f, false)]
    [TestCase("ids", 1.0f, true)]
    [TestCase("ids", 2.0f, false)]
    public void Compare_FirstMatchingToleranceDecides(string name, float error, bool pass)
    {
        using var expected = tensor(new[] { 1f, -100f });
        using var actual = tensor(new[] { 1f + error, -100f });
        _recorder.Compare("stage", name, expected, actual);
        var check = _recorder.Checks.Single();
        Assert.That(check.Pass, Is.EqualTo(pass), check.Detail);
        Assert.That(check.MaxAbsError, Is.EqualTo(error).Within(1e-5));
    }

    [TestCase(float.NaN, 1f, false)]
    [TestCase(1f, float.NaN, false)]
    [TestCase(float.NaN, float.NaN, true)]
    [TestCase(float.PositiveInfinity, float.PositiveInfinity, true)]
    [TestCase(float.PositiveInfinity, float.NegativeInfinity, false)]
    [TestCase(float.PositiveInfinity, 1f, false)]
    public void Compare_WhatIsNotFinite_MustBeEqual(float recorded, float computed, bool pass)
    {
        using var expected = tensor(new[] { recorded, 2f });
        using var actual = tensor(new[] { computed, 2f });
        _recorder.Compare("stage", "other", expected, actual);
        Assert.That(_recorder.Checks.Single().Pass, Is.EqualTo(pass));
    }

    [Test]
    public void Compare_AnotherShape_Misses_AndNamesBoth()
    {
        using var expected = zeros(2, 3);
        using var actual = zeros(3, 2);
        _recorder.Compare("stage", "other", expected, actual);
        Assert.That(_recorder.Checks.Single().Detail, Is.EqualTo("shape [3, 2], recorded [2, 3]"));
    }

    [TestCase("[1, 2.0, \"a\"]", "[1.0, 2, \"a\"]", true)]
    [TestCase("[1, 2]", "[1]", false)]
    [TestCase("{\"a\": 1}", "{\"a\": 1, \"b\": null}", true)]
    [TestCase("{\"a\": 1}", "{\"a\": 1, \"b\": 2}", false)]
    [TestCase("[1.0001]", "[1]", false)]
    [TestCase("null", "0", false)]
    public void Value_ComparesEntryByEntry(string expected, string actual, bool pass)
    {
        _recorder.Value("stage", "value", JToken.Parse(expected), JToken.Parse(actual));
        Assert.That(_recorder.Checks.Single().Pass, Is.EqualTo(pass));
    }

    [Test]
    public void Value_WithATolerance_AllowsIt_AndSaysWhereItIsExceeded()
    {
        _recorder.Value("stage", "value", JToken.Parse("[1.0, 2.0]"), JToken.Parse("[1.05, 2.0]"), atol: 0.1);
        _recorder.Value("stage", "value", JToken.Parse("[1.0, 2.0]"), JToken.Parse("[1.0, 2.5]"), atol: 0.1);
        Assert.That(_recorder.Checks.Select(c => c.Pass), Is.EqualTo(new[] { true, false }));
        Assert.That(_recorder.Checks[1].Detail, Is.EqualTo("[1]: 2.5, recorded 2.0"));
    }

    [Test]
    public void Resolve_DividesMultipliesAndAdds_ThenIndexes()
    {
        using var x = _case.Resolve(JToken.Parse("""{ "tensor": "steps", "index": [3], "divide": 999, "multiply": 2, "add": -1 }"""));
        Assert.That(x.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(x.item<float>(), Is.EqualTo(1));
    }

    [Test]
    public void Draws_HandOutInOrder_AndKnowWhatIsLeft()
    {
        using var draws = _case.Draws(JArray.Parse("""["steps", "steps"]"""));
        using var first = draws.Normal([2, 2], ScalarType.Float32, CPU);
        Assert.That(first.shape, Is.EqualTo(new long[] { 2, 2 }));
        draws.RequireAllUsed(_recorder);
        Assert.That(_recorder.Checks.Single().Detail, Is.EqualTo("1 of 2 recorded draws were used"));
        Assert.That(() => draws.Normal([3], ScalarType.Float32, CPU), Throws.InvalidOperationException.With.Message.Contains("recorded [4]"));
        Assert.That(() => draws.Uniform([4], CPU), Throws.InvalidOperationException.With.Message.Contains("was not recorded"));
    }
}
