using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Parity;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Text;

public sealed class TextConditionerTests
{
    [Test]
    public void EmptyCaption_IsNotZero_AndEqualsAnEmptyNegativePrompt()
    {
        using var golden = GoldenT5.Open();
        var conditioner = Conditioner(0.5, golden, out var owned);
        using var encoder = owned;
        using var scope = NewDisposeScope();
        var empty = conditioner.Unconditional(2, UnconditionalText.EmptyCaption).Text_BSE;
        Assert.That(empty.abs().sum().item<float>(), Is.GreaterThan(1));
        Assert.That(empty.allclose(conditioner.Unconditional(2, UnconditionalText.NegativePrompt, string.Empty).Text_BSE));
        Assert.That(empty.allclose(conditioner.Condition(["", ""]).Text_BSE));
    }

    [Test]
    public void Unconditional_ANegativePromptMissingOrIgnored_IsRefused()
    {
        using var golden = GoldenT5.Open();
        var conditioner = Conditioner(0, golden, out var owned);
        using var encoder = owned;
        Assert.That(() => conditioner.Unconditional(1, UnconditionalText.NegativePrompt), Throws.TypeOf<InputException>().With.Message.Contains("needs one"));
        Assert.That(() => conditioner.Unconditional(1, UnconditionalText.Zeros, "bad"), Throws.TypeOf<InputException>().With.Message.Contains("ignored"));
    }

    [Test]
    public void Dropout_OfZero_DrawsNothing_AndOfOneDropsAll()
    {
        using var golden = GoldenT5.Open();
        using var scope = NewDisposeScope();
        var never = Conditioner(0, golden, out var first);
        using var firstEncoder = first;
        var always = Conditioner(1, golden, out var second);
        using var secondEncoder = second;
        var unused = golden.Draws(null);
        using var noise = new NoiseSource(1, "dropout");
        Assert.That(never.ConditionForTraining(["a", "b"], unused).Text_BSE.allclose(never.Condition(["a", "b"]).Text_BSE));
        Assert.That(always.ConditionForTraining(["a", "b"], noise).Text_BSE.count_nonzero().item<long>(), Is.Zero);
    }

    [TestCase(-0.1, "nearest legal value is 0")]
    [TestCase(1.5, "nearest legal value is 1")]
    [TestCase(double.NaN, "probability")]
    public void Dropout_OutsideZeroToOne_IsRefused(double rate, string message)
    {
        using var golden = GoldenT5.Open();
        Assert.That(() => Conditioner(rate, golden, out _), Throws.TypeOf<InputException>().With.Message.Contains(message));
    }

    [Test]
    public void TextEncoder_WithATokenizerOfAnotherModel_IsRefused()
    {
        using var golden = GoldenT5.Open();
        using var encoder = new T5Encoder(T5Config.ReadFrom(GoldenT5.Path(golden, "config.json")) with { VocabularySize = 500 });
        var tokenizer = T5Tokenizer.Load(GoldenT5.Path(golden, "spiece.model"), extraIds: 0);
        Assert.That(() => new T5TextEncoder(tokenizer, encoder, 16), Throws.TypeOf<InputException>().With.Message.Contains("948 pieces"));
    }

    [Test]
    public void Open_ADiffusersPipeline_FindsTheTokenizerBeside()
    {
        using var golden = GoldenT5.Open();
        var root = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "t5-pipeline"));
        var encoderFolder = root.CreateSubdirectory("text_encoder").FullName;
        var tokenizerFolder = root.CreateSubdirectory("tokenizer").FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(golden.Folder, GoldenT5.ModelFolder)))
        {
            var isTokenizer = file.EndsWith("spiece.model", StringComparison.Ordinal);
            File.Copy(file, Path.Combine(isTokenizer ? tokenizerFolder : encoderFolder, Path.GetFileName(file)), overwrite: true);
        }

        using (var encoder = T5TextEncoder.Open(encoderFolder, 8, ScalarType.BFloat16))
        using (var states = encoder.Encode(["a cat"]))
        {
            Assert.That(states.shape, Is.EqualTo(new long[] { 1, 8, 24 }));
            Assert.That(states.dtype, Is.EqualTo(ScalarType.BFloat16));
        }

        root.Delete(recursive: true);
        Assert.That(() => T5TextEncoder.Open(encoderFolder, 8), Throws.TypeOf<InputException>().With.Message.Contains("config.json"));
    }

    [Test]
    public void Encode_AnExtraIdBeyondTheTable_IsRefused()
    {
        using var golden = GoldenT5.Open();
        var conditioner = Conditioner(0, golden, out var owned);
        using var encoder = owned;
        Assert.That(() => conditioner.Condition(["a <extra_id_0>"]), Throws.TypeOf<InputException>().With.Message.Contains("1047"));
        using var inside = conditioner.Condition(["a <extra_id_99>"]).Text_BSE;
        Assert.That(inside.shape, Is.EqualTo(new long[] { 1, 16, 24 }));
    }

    private static TextConditioner Conditioner((double Rate, JToken Embedder) settings, ParityCase golden, out T5TextEncoder encoder)
    {
        encoder = GoldenT5.TextEncoder(golden, settings.Embedder);
        return new TextConditioner(encoder, settings.Rate);
    }

    private static TextConditioner Conditioner(double rate, ParityCase golden, out T5TextEncoder encoder) =>
        Conditioner((rate, new JObject { ["model_dir"] = GoldenT5.ModelFolder, ["max_length"] = 16 }), golden, out encoder);
}
