namespace SharpSat.Tests.Parity.Sat;

public sealed class SatHooksReplayTests
{
    // SAT keeps B registered, so that adding N1 fails as well until B is deleted.
    private const string AfterAFailedAdd = """
        {
          "op": "scenario", "documented_difference": true,
          "steps": [{"op": "add", "name": "A", "mixin": "builtin.mixin.A"}, {"op": "add", "name": "B", "mixin": "builtin.mixin.B"},
                    {"op": "add", "name": "N1", "mixin": "builtin.mixin.N1"}, {"op": "del", "name": "B"}],
          "expect": {},
          "expect_json": {
            "steps": [{"error": null, "warnings": [], "mixins_after": ["A"], "hook_origins_after": {"mlp_forward": "A"}}, {"error": {"message": "Hook mlp_forward conflicts at B and A."}, "warnings": [], "mixins_after": ["A", "B"], "hook_origins_after": {"mlp_forward": "A"}},
                      {"error": {"message": "Hook mlp_forward conflicts at B and A."}, "warnings": [], "mixins_after": ["A", "B", "N1"], "hook_origins_after": {"mlp_forward": "A"}},
                      {"error": null, "warnings": [], "mixins_after": ["A", "N1"], "hook_origins_after": {"mlp_forward": "N1 -> A"}}],
            "trace": ["N1.mlp_forward>@0", "A.mlp_forward@0", "N1.mlp_forward<@0", "N1.mlp_forward>@1", "A.mlp_forward@1", "N1.mlp_forward<@1"],
            "layer_dict_keys": [[], []]
          }
        }
        """;

    [Test]
    public void FailedAdd_IsADifference_UntilSatLetsGoOfTheMixin()
    {
        using var parity = new PlainCase("hooks");
        var report = parity.Replay(AfterAFailedAdd);
        Assert.That(report.Checks.Where(check => !check.Pass), Is.Empty);
        Assert.That(report.Checks.Select(check => check.Stage), Does.Contain("trace"), "the models are the same again at the end");
        Assert.That(report.Differences, Has.Some.StartsWith("a mixin that could not be added leaves nothing behind"));
    }

    [Test]
    public void FailedAdd_WhereNoDifferenceIsAllowed_IsAMiss()
    {
        using var parity = new PlainCase("hooks");
        var report = parity.Replay(AfterAFailedAdd.Replace("\"documented_difference\": true", "\"documented_difference\": false", StringComparison.Ordinal));
        Assert.That(report.Checks.First(check => !check.Pass).Stage, Is.EqualTo("mixins"));
    }

    [TestCase("""{"op": "scenario", "steps": [{"op": "add", "name": "Z", "mixin": "builtin.mixin.Z"}], "expect_json": {"steps": [{}]}}""", "the mixin 'builtin.mixin.Z'")]
    [TestCase("""{"op": "scenario", "model_class": "Other"}""", "the model class 'Other'")]
    [TestCase("""{"op": "guess"}""", "the op 'guess'")]
    public void WhatIsNotKnown_IsNamed(string run, string expected)
    {
        using var parity = new PlainCase("hooks");
        Assert.That(parity.Replay(run).Unsupported, Is.EqualTo(new[] { $"{expected} (run 'run')" }));
    }
}
