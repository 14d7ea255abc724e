namespace SharpSat.Tests.Parity.Sat;

public sealed class SatTransformerReplayTests
{
    [Test]
    public void LiteralInputs_AndHarmlessOptions_AreReplayed()
    {
        using var parity = new PlainCase("transformer");
        var report = parity.Replay(
            """
            {"op": "forward", "model_args": {"skip_init": true, "parallel_output": true}, "output_hidden_states": true,
             "expect": {}, "expect_json": {"output_list_len": 3, "output_keys_per_layer": [["hidden_states"], ["hidden_states"]],
             "output_keys_per_layer_without_hidden_states": [[], []]}}
            """);
        Assert.That((report.Unsupported.Count, report.Checks.Count(check => check.Pass), report.Checks.Count(check => !check.Pass)), Is.EqualTo((0, 3, 0)));
    }

    [TestCase("""{"op": "forward", "model_args": {"is_rotary_emb": true}}""", "'is_rotary_emb'")]
    [TestCase("""{"op": "forward", "layernorm": "GroupNorm"}""", "There is no layernorm 'GroupNorm'")]
    [TestCase("""{"op": "forward", "activation_func": "tanh"}""", "There is no activation_func 'tanh'")]
    [TestCase("""{"op": "forward", "kwargs": {"past": "x"}}""", "'past' in kwargs")]
    [TestCase("""{"op": "forward", "surprise": 1}""", "'surprise' in a run")]
    public void WhatIsNotSupported_IsNamed(string run, string expected)
    {
        using var parity = new PlainCase("transformer");
        Assert.That(parity.Replay(run).Unsupported.Single(), Does.StartWith(expected));
    }
}
