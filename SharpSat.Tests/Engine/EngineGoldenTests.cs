using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Training.Optimizers;
using SharpSat.Tests.Text;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>Case sat/engine, every run: tokenize, shared_step, train, sample, decode, optimizer_groups, state_dict.</summary>
public sealed class EngineGoldenTests
{
    private static readonly string[] Ops = ["tokenize", "shared_step", "train", "sample", "decode", "optimizer_groups", "state_dict"];
    private EngineCase _case = null!;

    [OneTimeSetUp]
    public void Open() => _case = new EngineCase();

    [OneTimeTearDown]
    public void Close() => _case.Dispose();

    [Test]
    public void TheseTests_CoverEveryOp() =>
        Assert.That(_case.Golden.Runs().Select(r => (string?)r["op"]).Distinct(), Is.EquivalentTo(Ops));

    [Test]
    public void Tokenize_GivesTheRecordedIds()
    {
        var run = _case.Golden.Runs("tokenize").Single();
        using var engine = _case.Engine();
        var tokenizer = ((T5TextEncoder)engine.Conditioner.Encoder).Tokenizer;
        using var ids = tokenizer.Encode(GoldenT5.Texts(run["inputs"]!["txt"]!), (int)run["inputs"]!["max_length"]!, CPU);
        _case.Golden.Compare((string)run["expect"]!["input_ids"]!, ids);
    }

    [TestCase("shared_step")]
    [TestCase("shared_step_n1")]
    [TestCase("latent_input")]
    public void SharedStep_GivesTheRecordedLossAndIntermediates(string name)
    {
        using var scope = NewDisposeScope();
        var run = _case.Golden.Run(name);
        using var engine = _case.Engine(run["overrides"]);
        using var batch = EngineCase.Batch(_case.Golden, run["batch"]!, (bool?)run["overrides"]!["model.latent_input"] == true);
        var noise = _case.Golden.Noise(run["draws"]);

        var forward = _case.TrainingStep(engine).Forward(batch, EngineCase.Draws(noise));

        noise.AssertAllUsed();
        var expect = run["expect"]!;
        var (golden, prediction) = (_case.Golden, forward.Terms.Prediction);
        golden.Compare((string)expect["latent"]!, forward.Clean_BTCHW);
        golden.Compare((string)expect["context"]!, forward.Conditioning.Text_BSE);
        golden.Compare((string)expect["net_in"]!, prediction.Input_BTCHW);
        golden.Compare((string)expect["net_out"]!, prediction.Output_BTCHW);
        golden.Compare((string)expect["denoised"]!, prediction.Clean_BTCHW);
        var loss = new WeightedMse(new WeightedLossParams());
        golden.Compare((string)expect["weight"]!, tensor(forward.Terms.Levels.Select(loss.Weight).ToArray()).view(-1, 1, 1, 1, 1));
        golden.Compare((string)expect["loss"]!, forward.Terms.Loss_B.mean().view(1));
        Assert.That(golden.Runs("shared_step").Count(), Is.EqualTo(3));
    }

    [Test]
    public void Train_FiveSteps_FollowTheRecordedLossesGradientsAndWeights()
    {
        var run = _case.Golden.Runs("train").Single();
        using var engine = _case.Engine();
        var optimizerJson = _case.Golden.Json["optimizer"]!;
        var betas = optimizerJson["betas"]!.ToObject<double[]>()!;
        var groups = ParameterGroups.Build(engine, (double)optimizerJson["weight_decay"]!);
        var parameters = groups.SelectMany(g => g.Parameters).ToList();
        var byName = parameters.ToDictionary(p => p.Name, p => p.Value);
        using var optimizer = new AdamW(groups, betas[0], betas[1], (double)optimizerJson["eps"]!);
        var step = _case.TrainingStep(engine);
        var (losses, norms) = (new List<float>(), new List<float>());
        Assert.That(run["steps"]!.Count(), Is.EqualTo(5));
        foreach (var recorded in run["steps"]!)
        {
            using var scope = NewDisposeScope();
            using var batch = EngineCase.Batch(_case.Golden, recorded["batch"]!, latents: false);
            var noise = _case.Golden.Noise(recorded["draws"]);
            var loss = step.Forward(batch, EngineCase.Draws(noise)).Terms.Loss_B.mean();
            noise.AssertAllUsed();
            Gradients.Clear(byName.Values);
            loss.backward();
            Compare(recorded["expect"]!["grads_before_clipping"]!, name => byName[name].grad!);
            var norm = Gradients.Norm(byName.Values);
            Gradients.Clip(byName.Values, norm, (double)optimizerJson["clip"]!["max_norm"]!);
            optimizer.Step((double)optimizerJson["lr"]!);
            Compare(recorded["expect"]!["parameters_after"]!, name => byName[name]);
            _case.Golden.Compare((string)recorded["expect"]!["loss"]!, loss.view(1));
            losses.Add(loss.item<float>());
            norms.Add((float)norm);
        }

        using var lossTensor = tensor(losses.ToArray());
        using var normTensor = tensor(norms.ToArray());
        _case.Golden.Compare((string)run["expect"]!["losses"]!, lossTensor);
        _case.Golden.Compare((string)run["expect"]!["grad_norms_before_clipping"]!, normTensor);
    }

    [TestCase("sample")]
    [TestCase("prefix")]
    public void Sample_GivesTheRecordedLatents(string name)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var run = _case.Golden.Run(name);
        using var engine = _case.Engine();
        var sampling = run["sampling"]!;
        var shape = sampling["shape"]!.ToObject<int[]>()!;
        var config = _case.Golden.Json["config"]!["model"]!["sampler_config"]!;
        var plan = new SamplingPlan
        {
            Steps = (int)config["params"]!["num_steps"]!,
            Sampler = SatObjects.Sampler(config),
            Guidance = SatObjects.Guidance(config["params"]!["guider_config"]!, callScale: null),
        };
        Assert.That(sampling["force_uc_zero_embeddings"]!.Values<string>(), Is.EqualTo(new[] { "txt" }));
        var conditional = engine.Conditioner.Condition(GoldenT5.Texts(sampling["prompt"]!));
        var unconditional = engine.Conditioner.Unconditional((int)sampling["batch_size"]!, UnconditionalText.Zeros);
        var noise = _case.Golden.Noise(run["draws"]);
        var prefix = (string?)sampling["prefix"] is { } recorded ? _case.Golden.Tensor(recorded) : null;

        var latents = new LatentSampler(engine).Sample(
            plan, new LatentShape(shape[0], shape[1], shape[2], shape[3]), conditional, unconditional, noise, noise, prefix_BTCHW: prefix);

        noise.AssertAllUsed();
        _case.Golden.Compare((string)run["expect"]!["latent"]!, latents);
        if (name == "sample")
        {
            _case.Golden.Compare((string)run["expect"]!["c.crossattn"]!, conditional.Text_BSE);
            _case.Golden.Compare((string)run["expect"]!["uc.crossattn"]!, unconditional.Text_BSE);
        }

        Assert.That(_case.Golden.Runs("sample").Count(), Is.EqualTo(2));
    }

    [TestCase("sample_decode")]
    [TestCase("decode")]
    public void Decode_GivesTheRecordedVideoAndPictures(string name)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var run = _case.Golden.Run(name);
        using var engine = _case.Engine();
        var latents = (string?)run["inputs"]!["latent_btchw"] is { } btchw
            ? _case.Golden.Tensor(btchw)
            : _case.Golden.Tensor((string)run["inputs"]!["z_bcthw"]!).permute(0, 2, 1, 3, 4);
        _case.Golden.Compare((string)run["expect"]!["x_bcthw"]!, engine.Latents.Decode(latents).permute(0, 2, 1, 3, 4));
        if ((string?)run["expect"]!["frames_uint8_bthwc"] is { } frames)
        {
            _case.Golden.Compare(frames, engine.Latents.DecodeFrames(latents));
        }

        Assert.That(_case.Golden.Runs("decode").Count(), Is.EqualTo(2));
    }

    [Test]
    public void OptimizerGroups_AreTheRecordedOnes()
    {
        var run = _case.Golden.Runs("optimizer_groups").Single();
        using var engine = _case.Engine();
        var groups = ParameterGroups.Build(engine, (double)_case.Golden.Json["optimizer"]!["weight_decay"]!);
        var expected = run["expect_json"]!["groups"]!.ToList();
        Assert.That(groups, Has.Count.EqualTo(expected.Count));
        foreach (var (group, recorded) in groups.Zip(expected))
        {
            Assert.That(group.WeightDecay, Is.EqualTo((double)recorded["weight_decay"]!));
            Assert.That(group.LearningRateMultiplier, Is.EqualTo((double)recorded["lr_scale"]!));
            Assert.That(group.Parameters.Select(p => p.Name), Is.EquivalentTo(recorded["params"]!.Values<string>()));
        }
    }

    [Test]
    public void NamedWeights_AreSatsStateDict()
    {
        var run = _case.Golden.Runs("state_dict").Single();
        using var engine = _case.Engine();
        var names = engine.NamedWeights().Select(w => w.Name).ToList();

        // T5's embedding table stands in SAT's state dict under two names.
        names.Add(VideoDiffusionEngine.TextEncoderPrefix + "encoder.embed_tokens.weight");
        Assert.That(names, Is.SupersetOf(run["expect_json"]!["contains"]!.Values<string>()));
        var counts = ((JObject)run["expect_json"]!["prefix_counts"]!).Properties().ToDictionary(p => p.Name, p => (int)p.Value);
        Assert.That(names.GroupBy(n => n.Split('.')[0]).ToDictionary(g => g.Key, g => g.Count()), Is.EquivalentTo(counts));
    }

    private void Compare(JToken recorded, Func<string, Tensor> actual)
    {
        foreach (var (name, tensorName) in (JObject)recorded)
        {
            _case.Golden.Compare((string)tensorName!, actual(name));
        }
    }
}
