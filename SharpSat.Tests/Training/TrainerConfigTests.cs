using Newtonsoft.Json.Linq;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Optimizers;

namespace SharpSat.Tests.Training;

public sealed class TrainerConfigTests
{
    private static readonly TrainerConfig _good = new() { RunDir = "run" };

    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case(_good with { RunDir = " " }, "trainer.run_dir is ''; it must name a folder.");
        yield return Case(_good with { MaxSteps = 0 }, "trainer.max_steps is 0; it must be at least 1.");
        yield return Case(_good with { BatchSize = -2 }, "trainer.batch_size is -2; it must be at least 1.");
        yield return Case(_good with { Workers = 0 }, "trainer.workers is 0; it must be at least 1.");
        yield return Case(_good with { Accumulation = 0 }, "trainer.accumulation is 0; it must be at least 1.");
        yield return Case(_good with { Lr = 0 }, "trainer.lr is 0; it must be greater than 0, for example 0.0001.");
        yield return Case(_good with { Lr = double.NaN }, "trainer.lr is NaN; it must be greater than 0, for example 0.0001.");
        yield return Case(_good with { MinLr = 1 }, "trainer.min_lr is 1; it must lie between 0 and lr (0.0001).");
        yield return Case(
            _good with { Betas = [0.9, 1.0] },
            "trainer.betas is [0.9, 1]; it must be two numbers from 0 up to but not including 1, for example [0.9, 0.95].");
        yield return Case(
            _good with { EmaDecay = 1 }, "trainer.ema_decay is 1; it must be from 0 (no averages) up to but not including 1, for example 0.999.");
        yield return Case(_good with { Clip = -1 }, "trainer.clip is -1; it must be at least 0 (0 does not clip).");
        yield return Case(
            _good with { WarmupSteps = 10, MaxSteps = 10 }, "trainer.warmup_steps is 10; it must be less than max_steps (10), at most 9.");
        yield return Case(
            _good with { Schedule = "cosin" }, "trainer.schedule is 'cosin'; it is not known. Did you mean 'cosine'?");
        yield return Case(_good with { KeepEvery = 700 }, "trainer.keep_every is 700; it must be a multiple of save_every (500), nearest: 500.");
        yield return Case(_good with { KeepEvery = 700, SaveEvery = 0 }, "trainer.keep_every is 700; it needs save_every, which is 0.");
        yield return Case(
            _good with { Groups = [new ParameterRule { Parameters = "*.bias", LrScale = -1 }] }, "trainer.groups.lr_scale is -1; it must be at least 0.");
        yield return Case(
            _good with { Groups = [new ParameterRule { Parameters = "" }] }, "trainer.groups.parameters is ''; it must be a pattern of names, for example '*.attention.*'.");
        yield return Case(_good with { Precision = "fp8" }, "trainer.precision is 'fp8'; it is not known. Did you mean 'fp16', 'fp32'?");
    }

    [TestCaseSource(nameof(Bad))]
    public void Validate_NamesTheSettingAndItsRule(TrainerConfig config, string message)
    {
        Assert.That(config.Validate, Throws.TypeOf<InputException>().With.Message.EqualTo(message));
    }

    [Test]
    public void Defaults_AreValid()
    {
        Assert.That(_good.Validate, Throws.Nothing);
    }

    [Test]
    public void Config_BindsFromSnakeCaseJson_AndReplacesTheDefaults()
    {
        var config = ConfigBinder.Bind<TrainerConfig>(JToken.Parse(
            """{ "run_dir": "r", "max_steps": 7, "betas": [0.8, 0.9], "min_lr": 1e-5, "keep_last": 0, "schedule": "linear" }"""));
        Assert.That(config.Betas, Is.EqualTo(new[] { 0.8, 0.9 }));
        Assert.That(config, Is.EqualTo(new TrainerConfig
        {
            RunDir = "r", MaxSteps = 7, Betas = config.Betas, MinLr = 1e-5, KeepLast = 0, Schedule = "linear",
        }));
    }

    private static TestCaseData Case(TrainerConfig config, string message) =>
        new TestCaseData(config, message).SetArgDisplayNames(message.Split(' ')[0] + message.Length);
}
