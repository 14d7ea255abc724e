using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Text;

namespace SharpSat.Tests.Text;

public sealed class NanoTokenizerTests
{
    private const int TextLength = 24;

    private T5Tokenizer _tokenizer = null!;

    [OneTimeSetUp]
    public void Load() =>
        _tokenizer = T5Tokenizer.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Presets", "nano", "tokenizer"));

    [Test]
    public void PlainCaptions_StarsAmongThem_HaveOnePiecePerWord()
    {
        Assert.That(_tokenizer.VocabularySize, Is.EqualTo(1024));
        foreach (var combination in ShapeCombination.All)
        {
            var words = combination.Caption.Split(' ').Select(word => "\u2581" + word);
            Assert.That(_tokenizer.Tokenize(combination.Caption).Select(t => t.Piece), Is.EqualTo(words));
        }
    }

    [Test]
    public void EveryWording_FitsTheNetwork_AndKeepsItsWordsWhole()
    {
        foreach (var combination in ShapeCombination.All)
        {
            for (var wording = 0; wording < ShapeCaptions.Count; wording++)
            {
                var tokens = _tokenizer.Tokenize(ShapeCaptions.Of(combination, wording));
                Assert.That(tokens, Has.Count.LessThan(TextLength));
                Assert.That(
                    tokens.Select(t => t.Piece.Trim('\u2581')),
                    Is.SupersetOf(new Enum[] { combination.Color, combination.Shape, combination.Background }.Select(v => v.ToString().ToLowerInvariant())));
            }
        }
    }

    [Test]
    public void Capitals_AreReadAsSmallLetters() =>
        Assert.That(_tokenizer.Encode("A RED Star moving Left."), Is.EqualTo(_tokenizer.Encode("a red star moving left.")));
}
