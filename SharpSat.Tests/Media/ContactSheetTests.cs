using SharpSat.Core.Errors;
using SharpSat.Video.Media;
using SkiaSharp;

namespace SharpSat.Tests.Media;

public sealed class ContactSheetTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Save_LaysOutRowsAndColumns()
    {
        var frames = TestVideos.Ramps(17);
        ContactSheet.Save(_folder["deep", "s.png"], [new("one", frames, "before"), new("two", frames, "after")], new ContactSheetOptions { Columns = 5 });
        using var sheet = SKBitmap.Decode(_folder["deep", "s.png"]);

        // 5 cells of 128 with gaps of 4 and margins of 16; two headings of 40; per row a caption of 26, 128 and a margin.
        Assert.That((sheet.Width, sheet.Height), Is.EqualTo((688, 32 + (2 * 40) + (2 * (26 + 128 + 16)))));
        for (var column = 0; column < 5; column++)
        {
            var x = 16 + (column * 132);
            Assert.That(sheet.GetPixel(x, 16 + 40 + 26).Blue, Is.EqualTo(frames.Pixel(column * 4, 0, 0).B), $"column {column} shows frame {column * 4}");
            Assert.That(sheet.GetPixel(x + 127, 16 + 40 + 26 + 127).Red, Is.EqualTo(frames.Pixel(0, 63, 63).R));
        }
    }

    [Test]
    public void Caption_IsVisible_AndStaysInItsLine()
    {
        ContactSheet.Save(_folder["s.png"], [new(new string('W', 500), TestVideos.Ramps(3))]);
        using var sheet = SKBitmap.Decode(_folder["s.png"]);
        Assert.That(Dark(sheet, 16, 16, sheet.Width - 16, 42), Is.GreaterThan(300));
        Assert.That(Dark(sheet, sheet.Width - 15, 0, sheet.Width, 42), Is.Zero, "shortened at the margin");
    }

    [Test]
    public void Caption_DifferentLetters_LookDifferent()
    {
        var frames = TestVideos.Ramps(1);
        foreach (var letter in new[] { "a", "b", "\u00e9", "\u2192" })
        {
            ContactSheet.Save(_folder[letter + ".png"], [new(letter, frames)]);
        }

        var pictures = Directory.GetFiles(_folder.Path).Select(f => Convert.ToHexString(File.ReadAllBytes(f))).ToHashSet();
        Assert.That(pictures, Has.Count.EqualTo(4));
    }

    [Test]
    public void MixedSizesAndCounts_AreAllowed() => Assert.That(
        () => ContactSheet.Save(_folder["s.png"], [new("small", TestVideos.Ramps(1, 8, 8)), new("large", TestVideos.Ramps(9, 200, 300)), new("", TestVideos.Ramps(2))]),
        Throws.Nothing);

    [Test]
    public void NoRowsOrHugeSheet_IsRefused()
    {
        var frames = TestVideos.Ramps(1, 8, 8);
        Assert.That(() => ContactSheet.Save(_folder["s.png"], []), Throws.InstanceOf<InputException>());
        Assert.That(
            () => ContactSheet.Save(_folder["s.png"], [.. Enumerable.Repeat(new ContactSheetRow("x", frames), 400)]),
            Throws.InstanceOf<InputException>().With.Message.Contains("at most 30000"));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [TestCase(17, 5, new[] { 0, 4, 8, 12, 16 })]
    [TestCase(9, 1, new[] { 4 })]
    [TestCase(3, 3, new[] { 0, 1, 2 })]
    [TestCase(49, 8, new[] { 0, 7, 14, 21, 27, 34, 41, 48 })]
    public void Spread_IncludesBothEnds(int frames, int columns, int[] expected) => Assert.That(ContactSheet.Spread(frames, columns), Is.EqualTo(expected));

    private static int Dark(SKBitmap sheet, int left, int top, int right, int bottom)
    {
        var count = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                count += sheet.GetPixel(x, y).Red < 128 ? 1 : 0;
            }
        }

        return count;
    }
}
