using SharpSat.Core.Distributed;
using SharpSat.Core.Training.Observers;
using SharpSat.Core.Training.Validation;
using SharpSat.Tests.Training;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Tests.Distributed;

/// <summary>A validation that several processes divide, beside that of one.</summary>
public sealed class DividedValidationTests
{
    // So small a rate moves no weight, so that all runs look at the same network.
    private const string Config = """
        { "model": { "preset": "tiny",
            "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16,
                "latent_frames": 2, "latent_height": 8, "latent_width": 8 } },
            "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "moving_shapes", "params": { "count": 6, "frames": 5, "size": 64 } },
          "sampling": { "frames": 5, "height": 32, "width": 32, "steps": 2 },
          "validation": { "every": 1, "clips": 5, "bins": 2, "prompts": ["a red circle", "a blue square", "a star"],
            "data": { "target": "moving_shapes", "params": { "count": 6, "frames": 5, "size": 64, "seed": 9 } } },
          "trainer": { "run_dir": "set by the test", "max_steps": 1, "batch_size": 2, "lr": 1e-30, "ema_decay": 0.9 } }
        """;

    [Test]
    public void FiguresVideosAndSheet_AreThoseOfOneProcess()
    {
        using var folder = new RunFolder();
        File.WriteAllText(folder.In("config.json"), Config);
        var looks = new[] { 1, 3 }.Select(size => (Size: size, Seen: Train(folder, size))).ToList();
        var one = ValidationLog.Read(folder.In("run-1", "validation.jsonl")).Single();
        Assert.That(one.Figures.Values, Is.All.GreaterThan(0));
        var files = Directory.GetFiles(folder.In("run-1", "samples", "step-000001"));
        Assert.That(files, Has.Length.EqualTo((3 * 2) + 1), "videos with and without averages, and the sheet");
        foreach (var (size, seen) in looks)
        {
            var line = ValidationLog.Read(folder.In($"run-{size}", "validation.jsonl")).Single();
            Assert.That(line.Figures, Is.EqualTo(one.Figures), $"{size} processes");
            Assert.That(line.Averaged, Is.EqualTo(one.Averaged), $"{size} processes");
            Assert.That(seen.Select(look => look.Figures), Is.All.EqualTo(one.Figures), "every process knows the figures");
            foreach (var file in files)
            {
                Assert.That(File.ReadAllBytes(folder.In($"run-{size}", "samples", "step-000001", Path.GetFileName(file))), Is.EqualTo(File.ReadAllBytes(file)), $"{size} processes: {Path.GetFileName(file)}");
            }
        }
    }

    private static ValidationLine[] Train(RunFolder folder, int size)
    {
        var seen = new ValidationLine[size];
        ThreadGroup.Run(size, group =>
        {
            var (config, document) = RunConfigFile.Load([folder.In("config.json")], [$"trainer.run_dir={folder.In($"run-{size}")}"], []);
            using var run = new TrainingRun(config, document, CPU, group);
            run.Prepare((_, _, _) => { });
            run.Run(resume: false, [new Watch(line => seen[group.Rank] = line)], CancellationToken.None);
        });
        return seen;
    }

    private sealed class Watch(Action<ValidationLine> saw) : ITrainingObserver
    {
        public void OnValidation(ValidationLine line) => saw(line);
    }
}
