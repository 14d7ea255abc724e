using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity.Sat.BuiltIn;

namespace SharpSat.Tests.Hooks;

public sealed class HookRulesTests
{
    private static readonly HookPoint<int, int> Undeclared = new("test.undeclared", (x, _) => x);
    private static readonly HookPoint<int, int> Own = new("test.own", (x, _) => x);

    [Test]
    public void Points_AreSatsNineInOrder_ThenLinear() => Assert.That(TransformerHooks.All.Select(p => p.Name), Is.EqualTo(new[]
    {
        "attention_fn", "attention_forward", "cross_attention_forward", "routing_forward", "mlp_forward", "word_embedding_forward",
        "position_embedding_forward", "final_forward", "layer_forward", "linear",
    }));

    [Test]
    public void Conflict_NamesHookBothMixinsAndRemedy()
    {
        using var model = NewModel();
        model.Add("first", new Replacing());
        var error = Assert.Throws<HookConflictException>(() => model.Add("second", new Replacing()))!;
        Assert.That(error.Message, Is.EqualTo(
            "Hook mlp_forward conflicts at second and first. Both replace it: remove 'first' first, mark it replaceable, or let 'second' use hooks.Wrap."));
        Assert.That((error.Hook, error.Mixin, error.Holder), Is.EqualTo(("mlp_forward", "second", "first")));
    }

    [Test]
    public void HookNobodyDeclares_IsAnErrorWithNearMatches()
    {
        using var model = NewModel();
        var error = Assert.Throws<HookConflictException>(() => model.Add("m", new LambdaMixin(h => h.Wrap(Undeclared, (x, c, next) => next(x, c)))))!;
        Assert.That(error.Message, Does.Contain("'test.undeclared'").And.Contains("never be called"));
        Assert.That(model.MixinNames, Is.Empty);
    }

    [Test]
    public void PointDeclaredByAMixin_CanBeHookedByAnother()
    {
        using var model = NewModel();
        model.Add("owner", new LambdaMixin(h => h.Declare(Own)));
        model.Add("user", new LambdaMixin(h => h.Wrap(Own, (x, c, next) => next(x, c) + 1)));
        Assert.That(model.Hooks.For(Own)(1, new ForwardContext()), Is.EqualTo(2));
        Assert.Throws<HookConflictException>(() => model.Remove("owner"));
        Assert.That(model.MixinNames, Is.EqualTo(new[] { "owner", "user" }), "a failed removal changes nothing");
    }

    [Test]
    public void WrapAtSites_LeavesOtherSitesAlone_AndIsDescribedPerSite()
    {
        using var model = NewModel();
        model.Add("only1", new LambdaMixin(h => h.Wrap(TransformerHooks.AttentionForward, (a, c, next) => next(a, c), at: s => s.Layer == 1)));
        var row = model.Hooks.Describe().Single();
        Assert.That(row.Site!.Path, Is.EqualTo("transformer.layers.1.attention"));
        Assert.That(row.ToString(), Is.EqualTo("only1[wrap] -> default"));
    }

    [Test]
    public void WrapAtNoKnownSite_IsRefused_AndTheModelIsUnchanged()
    {
        using var model = NewModel();
        var error = Assert.Throws<HookConflictException>(() => model.Add(
            "layer9", new LambdaMixin(h => h.Wrap(TransformerHooks.AttentionForward, (a, c, next) => next(a, c), at: s => s.Layer == 9))))!;
        Assert.That(error.Message, Is.EqualTo(
            "Mixin 'layer9' would never be called: it wraps 'attention_forward' at some sites, but 'at' chooses none of its 2 sites (the first is transformer.layers.0.attention)."));
        Assert.That(model.MixinNames, Is.Empty);
    }

    [Test]
    public void WrapAtSites_OfAPointCalledWithoutOne_IsRefused()
    {
        using var model = NewModel();
        var error = Assert.Throws<HookConflictException>(() => model.Add(
            "last", new LambdaMixin(h => h.Wrap(TransformerHooks.FinalForward, (a, c, next) => next(a, c), at: _ => true))))!;
        Assert.That(error.Message, Does.Contain("'final_forward'").And.Contain("calls at no site").And.Contain("leave out 'at'"));
    }

    [Test]
    public void SitesOfAMixin_CanBeChosen_UnderItsName()
    {
        using var model = NewModel();
        var owner = new WithSites();
        model.Add("owner", owner);
        model.Add("user", new LambdaMixin(h => h.Wrap(Own, (x, c, next) => next(x, c) + 1, at: s => s.Path == "mixins.owner.second")));
        Assert.That(model.Hooks.For(Own, owner.First)(1, new ForwardContext()), Is.EqualTo(1));
        Assert.That(model.Hooks.For(Own, owner.Second)(1, new ForwardContext()), Is.EqualTo(2));
        model.Remove("user");
        model.Remove("owner");
        Assert.That(owner.Second.Path, Is.EqualTo("second"));
    }

    [Test]
    public void ReinitializeThatFails_LeavesTheModelAsItWas()
    {
        using var model = NewModel();
        var chains = model.Hooks;
        Assert.Throws<InputException>(() => model.Add("m", new FailingToReinitialize(), reinitialize: true));
        Assert.That(model.MixinNames, Is.Empty);
        Assert.That(model.Hooks, Is.SameAs(chains));
    }

    [Test]
    public void MissingContextKey_SaysWhoSetsIt()
    {
        var key = new ContextKey<int>("frames", "the video network");
        var error = Assert.Throws<InvalidOperationException>(() => new ForwardContext().Get(key))!;
        Assert.That(error.Message, Is.EqualTo("'frames' is not in the forward context; it is set by the video network."));
    }

    [Test]
    public void UnknownMixin_ListsNearNames()
    {
        using var model = NewModel();
        model.Add("style", new Replacing());
        var error = Assert.Throws<InputException>(() => model.Get<Replacing>("stile"))!;
        Assert.That(error.Message, Does.Contain("Did you mean 'style'?"));
    }

    [Test]
    public void MixinName_WithADot_IsRefused()
    {
        using var model = NewModel();
        Assert.Throws<InputException>(() => model.Add("a.b", new Replacing()));
    }

    private static BaseModel NewModel() =>
        new(new TransformerConfig { NumLayers = 2, HiddenSize = 8, NumAttentionHeads = 2, VocabSize = 5, MaxSequenceLength = 4 });

    private sealed class Replacing : IModelMixin
    {
        public void Configure(HookBuilder hooks) => hooks.Replace(TransformerHooks.MlpForward, (a, _) => a.Hidden_BSE.alias());
    }

    private sealed class WithSites : IModelMixin
    {
        public HookSite First { get; } = new(Own, "first", null);

        public HookSite Second { get; } = new(Own, "second", null);

        public IEnumerable<HookSite> Sites => [First, Second];

        public void Configure(HookBuilder hooks) => hooks.Declare(Own);
    }

    private sealed class FailingToReinitialize : IModelMixin
    {
        public void Configure(HookBuilder hooks) => hooks.Replace(TransformerHooks.MlpForward, (a, _) => a.Hidden_BSE.alias());

        public void Reinitialize(BaseModel model) => throw new InputException("no");
    }
}
