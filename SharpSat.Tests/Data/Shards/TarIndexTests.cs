using System.Formats.Tar;
using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Data.Shards;

namespace SharpSat.Tests.Data.Shards;

public sealed class TarIndexTests
{
    private static readonly (string Name, byte[] Content)[] _members =
        [("a.txt", Shard.Text("first")), ("folder/b.bin", [.. Enumerable.Range(0, 1500).Select(i => (byte)i)]), ("empty.txt", []), ("c.txt", new byte[512])];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [TestCase(TarEntryFormat.V7)]
    [TestCase(TarEntryFormat.Ustar)]
    [TestCase(TarEntryFormat.Gnu)]
    [TestCase(TarEntryFormat.Pax)]
    public void Members_AreWhereTheyLie_InEveryFormat(TarEntryFormat format)
    {
        var bytes = File.ReadAllBytes(Shard.Write(_folder["a.tar"], format, _members));
        Assert.That(Read().Select(m => (m.Name, bytes[(int)m.Offset..(int)(m.Offset + m.Length)])), Is.EqualTo(_members));
        Assert.That(Read().All(m => m.IsFile));
    }

    [TestCase(TarEntryFormat.Gnu)]
    [TestCase(TarEntryFormat.Pax)]
    public void LongNames_AreWhole_AndConcernOneMemberOnly(TarEntryFormat format)
    {
        var name = string.Concat(Enumerable.Repeat("folder-ä/", 40)) + "clip.mp4";
        Shard.Write(_folder["a.tar"], format, (name, [1, 2]), ("next.txt", [3]));
        Assert.That(Read().Select(m => (m.Name, m.Length)), Is.EqualTo(new[] { (name, 2L), ("next.txt", 1L) }));
    }

    [Test]
    public void FoldersAreLeftOut_AndLinksAreNoFiles()
    {
        using (var writer = new TarWriter(File.Create(_folder["a.tar"])))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "folder"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link.mp4") { LinkName = "other.mp4" });
        }

        Assert.That(Read().Select(m => (m.Name, m.IsFile)), Is.EqualTo(new[] { ("link.mp4", false) }));
    }

    [Test]
    public void AnArchiveThatEndsEarly_IsCutOff_WhereverItEnds()
    {
        var whole = File.ReadAllBytes(Shard.Write(_folder["a.tar"], TarEntryFormat.Ustar, _members));
        var end = whole.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        foreach (var length in new[] { 1, 511, 512, 513, 1024, 1536, 3000, end })
        {
            File.WriteAllBytes(_folder["a.tar"], whole[..length]);
            Assert.That(Read, Throws.TypeOf<InputException>().With.Message.Contains("is cut off"), $"{length} of {whole.Length} bytes");
        }
    }

    [Test]
    public void OtherFiles_AreNamedForWhatTheyAre()
    {
        Refused([], "is empty (0 bytes)");
        Refused(Shard.Text(new string('x', 2000)), "is no tar archive");
        Refused([0x1F, 0x8B, .. new byte[600]], "is compressed (gzip)");
        Refused([0x1F, 0x8B, .. new byte[20]], "is compressed (gzip)");
        Refused([0x28, 0xB5, 0x2F, 0xFD, 0], "is compressed (zstd)");
        Refused([.. "BZh9"u8], "is compressed (bzip2)");
        Refused([0xFD, .. "7zXZ"u8], "is compressed (xz)");
        var whole = File.ReadAllBytes(Shard.Write(_folder["a.tar"], TarEntryFormat.Ustar, _members));
        Refused([.. whole, .. whole], "several archives were joined");
        whole[1024 + 3] ^= 1;
        Refused(whole, "is damaged after member 1 ('a.txt'), at byte 1024");
        Assert.That(() => TarIndex.Read(_folder["none.tar"]), Throws.TypeOf<InputException>().With.Message.Contains("cannot be read"));
    }

    [Test]
    public void MutatedArchives_GiveAnErrorOrMembersWithinTheFile()
    {
        var whole = File.ReadAllBytes(Shard.Write(_folder["a.tar"], TarEntryFormat.Pax, _members));
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = whole[..random.Next(whole.Length / 2, whole.Length + 1)];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(bytes.Length);
                bytes[at] = (byte)random.Next(256);
                Repair(bytes.AsSpan(at / 512 * 512), random.Next(2) == 0);
            }

            File.WriteAllBytes(_folder["a.tar"], bytes);
            try
            {
                Assert.That(Read().All(m => m.Offset > 0 && m.Length >= 0 && m.Offset + m.Length <= bytes.Length));
            }
            catch (InputException e)
            {
                Assert.That(e.Message, Is.Not.Empty);
            }
        }
    }

    // A right sum lets the change reach what lies behind it.
    private static void Repair(Span<byte> block, bool really)
    {
        if (really && block.Length >= 512)
        {
            block.Slice(148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var value in block[..512])
            {
                sum += value;
            }

            Shard.Text(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[148..]);
        }
    }

    private List<TarMember> Read() => TarIndex.Read(_folder["a.tar"]);

    private void Refused(byte[] content, string message)
    {
        File.WriteAllBytes(_folder["a.tar"], content);
        Assert.That(Read, Throws.TypeOf<InputException>().With.Message.Contains(message));
    }
}
