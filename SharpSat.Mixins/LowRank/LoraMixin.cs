using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>
/// A LoRA adapter: wraps the <see cref="TransformerHooks.Linear"/> hook at its projections and leaves the base weights
/// alone. Several can be on one model, each with its own scale; removing one gives back the base bit for bit.
/// Numbers are those of SAT's finetune/lora2.py: fused qkv gets three pairs of factors. Every pair may have its own rank
/// and alpha, and a fused projection may have pairs for some of its parts only.
/// </summary>
[Mixin("lora", Aliases = ["sat.model.finetune.lora2.LoraMixin"])]
public sealed class LoraMixin : ModelMixin
{
    private readonly Dictionary<LinearSite, LoraFactors> _bySite;

    /// <summary>Declares factors for the projections of <paramref name="model"/> that the targets match.</summary>
    /// <exception cref="Core.Errors.InputException">A setting is illegal or a target matches nothing.</exception>
    public LoraMixin(LoraParams p, BaseModel model)
        : this(Declare(Checked(p, model), model), p.Dropout)
    {
        Params = p;
    }

    /// <summary>Takes factors declared elsewhere.</summary>
    internal LoraMixin(IEnumerable<LoraFactors> factors, double dropout = 0)
    {
        Dropout = dropout;
        Factors = [.. factors.Select(f => AddChild(f.Site.Path.Replace('.', '/'), f))];
        _bySite = Factors.ToDictionary(f => f.Site);
    }

    /// <summary>The settings it was made with; null if it came from a file.</summary>
    public LoraParams? Params { get; }

    /// <summary>The factors, in the order of the projections.</summary>
    public IReadOnlyList<LoraFactors> Factors { get; }

    /// <summary>Dropout of the adapter's input in training.</summary>
    public double Dropout { get; }

    /// <summary>Multiplies the adapter's effect; may be changed at any time while it is not merged.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Whether the update stands in the base weights at present.</summary>
    public bool IsMerged => Merge is not null;

    internal LoraMerge? Merge { get; set; }

    /// <inheritdoc/>
    public override void Configure(HookBuilder hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        hooks.Wrap(
            TransformerHooks.Linear,
            (args, context, next) =>
            {
                if (IsMerged)
                {
                    return next(args, context);
                }

                using var scope = NewDisposeScope();
                var update = _bySite[args.Site].Forward(args.Input, Scale, Dropout, context);
                return (next(args, context) + update).MoveToOuterDisposeScope();
            },
            at: site => site is LinearSite linear && _bySite.ContainsKey(linear));
    }

    /// <summary>Takes a merged update out of the base weights.</summary>
    /// <exception cref="InvalidOperationException">Another adapter was merged on top of this one.</exception>
    public override void Detached(BaseModel model)
    {
        if (IsMerged)
        {
            LoraMerge.Undo(this);
        }
    }

    private static IEnumerable<LoraFactors> Declare(LoraParams p, BaseModel model) =>
        SitePattern.Select(model.Projections, p.Targets).Select(site => new LoraFactors(site, p.Rank, p.Alpha ?? p.Rank));

    private static LoraParams Checked(LoraParams p, BaseModel model)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(model);
        p.Validate();
        return p;
    }
}
