using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Tests.Models;

public sealed class MixinFieldsTests
{
    [Test]
    public void UnregisteredLayer_IsRefusedByName_AndTheModelIsUnchanged()
    {
        using var model = NewModel();
        using var mixin = new ForgottenLayer();
        var error = Assert.Throws<InputException>(() => model.Add("mine", mixin))!;
        Assert.That(error.Message, Does.StartWith(
            "Mixin 'mine': ForgottenLayer.Scores holds a Linear that is not registered, so it would neither train nor be saved. Register it with AddChild.\npart"));
        Assert.That(model.MixinNames, Is.Empty);
    }

    [Test]
    public void UnregisteredParameter_OfABaseClass_IsRefused()
    {
        using var model = NewModel();
        using var mixin = new DerivedFromForgottenParameter();
        var error = Assert.Throws<InputException>(() => model.Add("mine", mixin))!;
        Assert.That(error.Message, Does.Contain("ForgottenParameter._gain holds a Parameter").And.Contains("Declare it with AddWeight.\npart"));
    }

    [Test]
    public void TheFreezeTable_ShowsWhatTheModelHas_AndWhatWouldBeMissing()
    {
        using var model = NewModel();
        using var mixin = new HalfRegistered();
        var lines = Assert.Throws<InputException>(() => model.Add("mine", mixin))!.Message.Split('\n');
        var numbers = model.parameters().Sum(p => p.numel()) + 6;
        Assert.Multiple(() =>
        {
            Assert.That(lines[1], Does.Match(@"^part +trainable +frozen$"));
            Assert.That(lines, Has.Some.Match(@"^transformer\.layers +\d+ +0$"));
            Assert.That(lines, Has.Some.Match(@"^linear +6 +0$"));
            Assert.That(lines[^3], Does.Match($@"^total +{numbers:N0} +0$"));
            Assert.That(lines[^2], Does.Match(@"^HalfRegistered\._first +not registered +12$"));
            Assert.That(lines[^1], Does.Match(@"^HalfRegistered\._second +not registered +20$"));
        });
    }

    [Test]
    public void UnregisteredLayers_InListArrayDictionaryOrChild_AreRefused()
    {
        using var model = NewModel();
        using var layer = nn.Linear(2, 2);
        Assert.Throws<InputException>(() => model.Add("list", new Holder(new List<Linear> { layer })));
        Assert.Throws<InputException>(() => model.Add("array", new Holder(new nn.Module[] { layer })));
        Assert.Throws<InputException>(() => model.Add("dictionary", new Holder(new Dictionary<string, Linear> { ["a"] = layer })));
        Assert.Throws<InputException>(() => model.Add("child", new ParentOf(new ForgottenLayer())));
    }

    [Test]
    public void LayerInAMixinWithoutWeights_NamesTheBaseClassToUse()
    {
        using var model = NewModel();
        using var layer = nn.Linear(2, 2);
        Assert.That(Assert.Throws<InputException>(() => model.Add("plain", new Plain(layer)))!.Message, Does.Contain(
            "Derive the mixin from ModelMixin and declare its weights with AddWeight or AddChild.\npart"));
    }

    [Test]
    public void FieldHoldingTheModel_HasItsOwnSentence()
    {
        using var model = NewModel();
        Assert.That(Assert.Throws<InputException>(() => model.Add("back", new Plain(model)))!.Message, Is.EqualTo(
            "Mixin 'back': Plain.held holds a model. What a hook needs of the model is in its arguments; use the model in the constructor only."));
    }

    [Test]
    public void RegisteredLayers_AndLayersOfTheModel_AreFine()
    {
        using var model = NewModel();
        model.Add("registered", new Registered());
        model.Add("borrowed", new Plain(model.Transformer.Layers[0]));
        model.Add("numbers", new Holder(new double[] { 1, 2 }));
        Assert.That(model.MixinNames, Has.Count.EqualTo(3));
    }

    private static BaseModel NewModel() =>
        new(new TransformerConfig { NumLayers = 1, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4 });

    private class Nothing : ModelMixin
    {
        public override void Configure(HookBuilder hooks)
        {
        }
    }

    private sealed class ForgottenLayer : Nothing
    {
        public Linear Scores { get; } = nn.Linear(2, 2);
    }

    private sealed class HalfRegistered : Nothing
    {
        private readonly Linear _linear;
        private readonly Linear _first = nn.Linear(3, 3);
        private readonly Linear _second = nn.Linear(4, 4);

        public HalfRegistered() => _linear = AddChild("linear", nn.Linear(2, 2));

        public override void Configure(HookBuilder hooks) => _ = (_linear, _first, _second);
    }

    private class ForgottenParameter : Nothing
    {
        private readonly Parameter _gain = new(ones(2));

        public override void Configure(HookBuilder hooks) => _ = _gain;
    }

    private sealed class DerivedFromForgottenParameter : ForgottenParameter;

    private sealed class Holder(object held) : Nothing
    {
        public override void Configure(HookBuilder hooks) => _ = held;
    }

    private sealed class ParentOf : Nothing
    {
        public ParentOf(nn.Module child) => AddChild("child", child);
    }

    private sealed class Registered : Nothing
    {
        private readonly Linear _linear;
        private readonly Linear[] _both;
        private readonly ModuleSequence<LinearLayer> _layers;

        public Registered()
        {
            _linear = AddChild("linear", nn.Linear(2, 2));
            _both = [_linear];
            _layers = AddChild("layers", new ModuleSequence<LinearLayer>([new LinearLayer(2, 2)]));
        }

        public override void Configure(HookBuilder hooks) => _ = (_both, _layers);
    }

    private sealed class Plain(object held) : IModelMixin
    {
        public void Configure(HookBuilder hooks) => _ = held;
    }
}
