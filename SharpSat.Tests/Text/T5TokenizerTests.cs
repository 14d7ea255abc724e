using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Text;
using TorchSharp;

namespace SharpSat.Tests.Text;

public sealed class T5TokenizerTests
{
    private static readonly string CaseFolder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "cases", "sat", "t5");
    private static readonly string ModelFolder = Path.Combine(CaseFolder, "t5-v1_1-tiny");

    private T5Tokenizer _tokenizer = null!;

    [OneTimeSetUp]
    public void Load() => _tokenizer = T5Tokenizer.Load(ModelFolder);

    [Test]
    public void Encode_Batch_TruncatesEndsAndPads()
    {
        using var ids = _tokenizer.Encode(["a", "", "a a a a a a"], 4, torch.CPU);
        Assert.That(ids.dtype, Is.EqualTo(torch.ScalarType.Int64));
        Assert.That(ids.data<long>().ToArray(), Is.EqualTo(new long[] { 6, 1, 0, 0, 1, 0, 0, 0, 6, 6, 6, 1 }));
    }

    [Test]
    public void ExtraIds_CountDownFromTheEndOfTheVocabulary()
    {
        Assert.That(_tokenizer.VocabularySize, Is.EqualTo(1048));
        Assert.That(_tokenizer.Encode("a<extra_id_0> a <extra_id_99>"), Is.EqualTo(new[] { 6, 1047, 6, 948, 1 }));
        Assert.That(_tokenizer.Tokenize("<extra_id_100>").Select(t => t.Id), Has.None.GreaterThanOrEqualTo(948));
        Assert.That(_tokenizer.Encode("a</s>a"), Is.EqualTo(new[] { 6, 1, 6, 1 }));
    }

    [Test]
    public void ListedTokens_AreTokensInACaption_AndOthersAreText()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(ModelFolder, "spiece.model"), folder["spiece.model"]);
        File.WriteAllText(
            folder["tokenizer_config.json"],
            """{ "added_tokens_decoder": { "0": { "content": "<pad>" }, "1": { "content": "</s>" }, "2": { "content": "<unk>" } } }""");
        var listed = T5Tokenizer.Load(folder.Path);
        Assert.That(listed.Encode("a<pad> a <unk>"), Is.EqualTo(new[] { 6, 0, 6, 2, 1 }));
        Assert.That(listed.Encode("<extra_id_0>"), Has.Count.GreaterThan(2), "read as text");
        Assert.That(listed.ExtraIds, Is.Zero);
        Assert.That(listed.Encode("a</s>"), Is.EqualTo(new[] { 6, 1 }), "no second end");
    }

    [TestCase("""{ "added_tokens_decoder": {} }""")]
    [TestCase("""{ "added_tokens_decoder": { "x": { "content": "<pad>" } } }""")]
    [TestCase("""{ "added_tokens_decoder": { "0": { "content": 3 } } }""")]
    public void ListedTokens_Damaged_AreRefused(string json)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(ModelFolder, "spiece.model"), folder["spiece.model"]);
        File.WriteAllText(folder["tokenizer_config.json"], json);
        Assert.That(() => T5Tokenizer.Load(folder.Path), Throws.TypeOf<InputException>().With.Message.Contains("added_tokens_decoder"));
    }

    [Test]
    public void ControlCharacters_AreDeleted()
    {
        Assert.That(_tokenizer.Encode("ctrl\u0001char"), Is.EqualTo(_tokenizer.Encode("ctrlchar")));
        Assert.That(_tokenizer.Encode("\u0002\u0003"), Is.EqualTo(new[] { 1 }));
        Assert.That(_tokenizer.Encode("a\u007f\u009f"), Is.EqualTo(_tokenizer.Encode("a")));
    }

    [TestCase("\uff26\uff55\uff4c\uff4c \uff57ide", "Full wide")]
    [TestCase("\ufb01sh", "fish")]
    [TestCase("x\u00b2", "x2")]
    [TestCase("e\u0301", "\u00e9")]
    [TestCase("a\u3000b", "a b")]
    public void Normalisation_IsTheModelsOwn_WithInvariantGlobalization(string text, string same)
    {
        var invariant = AppContext.TryGetSwitch("System.Globalization.Invariant", out var on) && on;
        Assert.That(invariant, "the tests are meant to run with invariant globalization");
        Assert.That(_tokenizer.Encode(text), Is.EqualTo(_tokenizer.Encode(same)));
    }

    [Test]
    public void OddCharacters_GiveTokens_NotAnError()
    {
        Assert.That(_tokenizer.Encode("a\ud800b"), Is.EqualTo(_tokenizer.Encode("a b")), "a lone surrogate reads as U+FFFD, a space to the rules");
        Assert.That(_tokenizer.Encode("nul\0nul"), Has.Count.GreaterThan(2));
        Assert.That(_tokenizer.Encode("\uffff"), Does.Contain(_tokenizer.UnknownId));
    }

    [Test]
    public void Load_ABadFile_NamesIt()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "not-spiece.model");
        File.WriteAllText(file, "version https://git-lfs.github.com/spec/v1\n");
        Assert.That(() => T5Tokenizer.Load(file), Throws.TypeOf<InputException>().With.Message.Contains("Git LFS pointer"));
        File.WriteAllText(file, "garbage");
        Assert.That(() => T5Tokenizer.Load(file), Throws.TypeOf<InputException>().With.Message.Contains("not-spiece.model"));
        File.Delete(file);
        Assert.That(() => T5Tokenizer.Load(file), Throws.TypeOf<InputException>().With.Message.Contains("does not exist"));
    }

    [Test]
    public void Load_MutatedModels_GiveATokenizerOrAnInputException()
    {
        var good = File.ReadAllBytes(Path.Combine(ModelFolder, "spiece.model"));
        var random = new Random(5);
        for (var round = 0; round < 60; round++)
        {
            var bytes = good.ToArray();
            for (var change = 0; change < 1 + (round % 8); change++)
            {
                bytes[random.Next(round % 2 == 0 ? 12_000 : bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                SentencePieceModel.Read(bytes.AsSpan(0, round % 5 == 0 ? random.Next(bytes.Length) : bytes.Length), "mutated").Encode("A young woman walks.");
            }
            catch (InputException error)
            {
                Assert.That(error.Message, Does.StartWith("'mutated'"));
            }
        }
    }
}
