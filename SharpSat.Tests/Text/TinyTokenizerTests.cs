using SharpSat.Video.Text;

namespace SharpSat.Tests.Text;

public sealed class TinyTokenizerTests
{
    private T5Tokenizer _tokenizer = null!;

    [OneTimeSetUp]
    public void Load() =>
        _tokenizer = T5Tokenizer.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Presets", "tiny", "tokenizer"));

    [Test]
    public void Vocabulary_WithExtraIds_Is1024()
    {
        Assert.That(_tokenizer.VocabularySize, Is.EqualTo(1024));
        Assert.That((_tokenizer.EndId, _tokenizer.UnknownId, T5Tokenizer.PadId), Is.EqualTo((1, 2, 0)));
    }

    [Test]
    public void ShapeCaptions_HaveOnePiecePerWord()
    {
        foreach (var colour in "red green blue yellow magenta cyan".Split(' '))
        {
            foreach (var shape in "circle square triangle star".Split(' '))
            {
                foreach (var direction in "left right up down".Split(' '))
                {
                    foreach (var background in "black white gray".Split(' '))
                    {
                        var caption = $"a {colour} {shape} moving {direction} on a {background} background";
                        var words = caption.Split(' ').Select(word => "\u2581" + word);
                        Assert.That(_tokenizer.Tokenize(caption).Select(t => t.Piece), Is.EqualTo(words));
                    }
                }
            }
        }
    }

    [Test]
    public void Paraphrase_KeepsTheAttributeWordsWhole() =>
        Assert.That(
            _tokenizer.Tokenize("red circle, going to the left, black background").Select(t => t.Piece),
            Is.SupersetOf(new[] { "\u2581red", "\u2581circle", ",", "\u2581left", "\u2581black", "\u2581background" }));

    [Test]
    public void AnyAscii_HasNoUnknownPiece_AndLosesNoCharacter()
    {
        var random = new Random(11);
        var all = string.Concat(Enumerable.Range(32, 95).Select(i => (char)i));
        var texts = Enumerable.Range(0, 300)
            .Select(_ => string.Concat(Enumerable.Range(0, 40).Select(_ => all[random.Next(all.Length)])))
            .Append(all).Append("tab\tand\r\nline");
        foreach (var text in texts)
        {
            var tokens = _tokenizer.Tokenize(text);
            Assert.That(tokens.Select(t => t.Id), Has.None.EqualTo(_tokenizer.UnknownId), text);
            var spaced = string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
            Assert.That(string.Concat(tokens.Select(t => t.Piece)), Is.EqualTo("\u2581" + spaced.Replace(' ', '\u2581')));
        }
    }

    [TestCase("\u201cred\u201d \u2014 it\u2019s", "\"red\" - it's")]
    [TestCase("\uff52\uff45\uff44", "red")]
    [TestCase("\ufb01sh\u3000x\u00b2", "fish x2")]
    [TestCase("\u200bred\u00a0star", "red star")]
    public void Normalisation_BringsOddFormsToAscii(string text, string same) =>
        Assert.That(_tokenizer.Encode(text), Is.EqualTo(_tokenizer.Encode(same)));
}
