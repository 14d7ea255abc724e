using SharpSat.Video.Data.Listing;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Data.Listing;

public sealed class ClipNamesTests
{
    [Test]
    public void NamesThatAreAlike_GetAsManyFoldersAsTheyNeed_AndOthersNone() => Assert.That(
        Names("/d/x/a/cat.mp4", "/d/y/a/cat.mp4", "/d/y/b/cat.mp4", "/d/dog.mp4"),
        Is.EqualTo(new[] { "x/a/cat", "y/a/cat", "b/cat", "dog" }));

    [Test]
    public void TheSameFileTwice_IsNumbered() =>
        Assert.That(Names("/cat.mp4", "/cat.mp4", "/a/cat.mp4", "/cat.mp4"), Is.EqualTo(new[] { "cat", "cat (2)", "a/cat", "cat (3)" }));

    [Test]
    public void NamesAreUnique_WhateverTheFoldersAreCalled()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var paths = Enumerable.Range(0, 8).Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 4)).Select(_ => "/" + "ab"[random.Next(2)])) + "/" + "ab"[random.Next(2)] + ".mp4").ToArray();
            Assert.That(Names(paths), Is.Unique, string.Join(' ', paths));
        }
    }

    private static string[] Names(params string[] paths) =>
        [.. ClipNames.Distinct([.. paths.Select(path => new ListedClip(Path.GetFileNameWithoutExtension(path), path, new MediaPart(path), "x"))]).Select(clip => clip.Name)];
}
