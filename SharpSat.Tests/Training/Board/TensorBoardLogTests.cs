using System.Buffers.Binary;
using Google.Protobuf;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Board;
using SharpSat.Core.Training.Validation;
using SkiaSharp;
using Tensorboard;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training.Board;

public sealed class TensorBoardLogTests
{
    [Test]
    public void Check_IsTheMaskedCrc()
    {
        // CRC-32C of "123456789" is E3069283 (RFC 3720, B.4 uses the same polynomial).
        var crc = 0xE3069283u;
        Assert.That(EventFile.Check("123456789"u8), Is.EqualTo(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u)));
    }

    [Test]
    public void Run_WritesEveryLoggedStep_AndAResumedOneSaysWhereItGoesOn()
    {
        using var folder = new RunFolder();
        var config = new TrainerConfig { RunDir = folder.Path, MaxSteps = 6, SaveEvery = 3, LogEvery = 2, Tensorboard = true };
        using var first = new TinyProblem();
        new Trainer<Tensor>(config, first.Parts).Run();
        using var second = new TinyProblem();
        new Trainer<Tensor>(config with { MaxSteps = 8 }, second.Parts).Run(resume: true);

        var files = Directory.GetFiles(folder.In("tensorboard")).Order(StringComparer.Ordinal).Select(Read).ToList();
        Assert.That(files, Has.Count.EqualTo(2));
        Assert.That(files.Select(events => events[0].FileVersion), Is.All.EqualTo("brain.Event:2"));
        Assert.That(files.Select(events => events[1].SessionLog.Status), Is.All.EqualTo(SessionLog.Types.SessionStatus.Start));
        Assert.That(files.Select(events => events[1].Step), Is.EqualTo(new[] { 1, 7 }));
        Assert.That(files.Select(events => events.Skip(2).Select(e => e.Step)), Is.EqualTo(new[] { new[] { 2, 4, 6 }, [8] }));
        var loss = files[0][2].Summary.Value.Single(value => value.Tag == "train/loss").SimpleValue;
        Assert.That(loss, Is.EqualTo((float)first.Reports[1].Loss));
    }

    [Test]
    public void Validation_GivesItsFiguresAndItsSheet()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        var config = new TrainerConfig { RunDir = folder.Path, MaxSteps = 2, Tensorboard = true, EmaDecay = 0.9 };
        new Trainer<Tensor>(config, problem.Parts with { Validation = new SheetMaker() }).Run();

        var values = Read(Directory.GetFiles(folder.In("tensorboard")).Single()).Where(e => e.Summary is not null).SelectMany(e => e.Summary.Value.Select(value => (e.Step, Value: value))).ToList();
        var loss = values.Single(v => v.Value.Tag == "validation/loss");
        Assert.That((loss.Step, loss.Value.SimpleValue), Is.EqualTo((2L, 0.5f)));
        Assert.That(values.Single(v => v.Value.Tag == "validation, averaged weights/loss").Value.SimpleValue, Is.EqualTo(0.25f));
        var sheet = values.Single(v => v.Value.Tag == "samples/contact-sheet").Value.Image;
        Assert.That((sheet.Width, sheet.Height), Is.EqualTo((16, 4)));
        Assert.That(sheet.EncodedImageString.ToByteArray(), Is.EqualTo(File.ReadAllBytes(folder.In("samples", "step-000002", "contact-sheet.png"))));
    }

    [Test]
    public void Run_WithoutTheSetting_WritesNone()
    {
        using var folder = new RunFolder();
        using var problem = new TinyProblem();
        new Trainer<Tensor>(new TrainerConfig { RunDir = folder.Path, MaxSteps = 1 }, problem.Parts).Run();
        Assert.That(folder.In("tensorboard"), Does.Not.Exist);
    }

    private static List<Event> Read(string path)
    {
        var (bytes, events) = (File.ReadAllBytes(path), new List<Event>());
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)), Is.EqualTo(EventFile.Check(bytes.AsSpan(at, 8))));
            var data = bytes.AsSpan(at + 12, length);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)), Is.EqualTo(EventFile.Check(data)));
            events.Add(Event.Parser.ParseFrom(new CodedInputStream(data.ToArray())));
            at += length + 16;
        }

        return events;
    }

    private sealed class SheetMaker : IValidation
    {
        public long Every => 2;

        public IReadOnlyDictionary<string, double> Run(ValidationMoment moment)
        {
            using var picture = new SKBitmap(16, 4);
            using var file = File.Create(Path.Combine(Directory.CreateDirectory(moment.Folder).FullName, "contact-sheet.png"));
            picture.Encode(file, SKEncodedImageFormat.Png, 100);
            return new Dictionary<string, double> { ["loss"] = moment.Averaged ? 0.25 : 0.5 };
        }
    }
}
