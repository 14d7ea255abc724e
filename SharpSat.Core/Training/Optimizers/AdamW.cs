using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Optimizers;

/// <summary>
/// Adam, with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2,
/// with PyTorch's placing of epsilon) or with decay as part of the gradient. The moments are float32 whatever the parameters are, and a parameter without a
/// gradient is left alone, its decay included.
/// </summary>
public sealed class AdamW : IOptimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly WeightDecayKind _decay;
    private readonly List<Slot> _slots = [];

    /// <summary>Allocates the moments beside the parameters.</summary>
    /// <param name="groups">Parameters already of their final type and device.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the square root of the second moment.</param>
    /// <param name="decay">How the groups' weight decay acts.</param>
    public AdamW(
        IReadOnlyList<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, WeightDecayKind decay = WeightDecayKind.Decoupled)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Groups = groups;
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        _decay = decay;
        foreach (var group in groups)
        {
            _slots.AddRange(group.Parameters.Select(parameter => new Slot(group, parameter)));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <inheritdoc/>
    public long StateBytes => _slots.Sum(slot => (2 * sizeof(float) * slot.Mean.numel()) + sizeof(long));

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        using var guard = no_grad();
        foreach (var slot in _slots)
        {
            using var scope = NewDisposeScope();
            var gradient = slot.Parameter.Value.grad;
            if (gradient is not null)
            {
                Update(slot, gradient.to(ScalarType.Float32), learningRate * slot.Group.LearningRateMultiplier);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Save()
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var slot in _slots)
        {
            state.Add(slot.Name("exp_avg"), slot.Mean);
            state.Add(slot.Name("exp_avg_sq"), slot.Square);
            state.Add(slot.Name("step"), slot.Steps);
        }

        return state;
    }

    /// <inheritdoc/>
    public void Load(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var state = Save();
        foreach (var name in source.Entries.Keys.Where(name => !state.ContainsKey(name)))
        {
            throw new InputException($"{source.Description} holds optimizer state '{name}', but no trained parameter has it.");
        }

        foreach (var (name, target) in state)
        {
            if (!source.Entries.TryGetValue(name, out var entry))
            {
                throw new InputException($"{source.Description} lacks the optimizer state '{name}' of a trained parameter.");
            }

            if (!entry.Shape.SequenceEqual(target.shape))
            {
                throw new InputException(
                    $"{source.Description}: optimizer state '{name}' has shape [{string.Join(", ", entry.Shape)}], "
                    + $"the model's parameter [{string.Join(", ", target.shape)}].");
            }

            target.copy_(source.Read(name));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Dispose();
        }
    }

    private void Update(Slot slot, Tensor gradient, double learningRate)
    {
        if (_decay == WeightDecayKind.InGradient && slot.Group.WeightDecay > 0)
        {
            gradient = gradient.add(slot.Parameter.Value.to(ScalarType.Float32), alpha: slot.Group.WeightDecay);
        }

        var step = slot.Steps.add_(1).item<long>();
        Tensor value = slot.Parameter.Value;
        var root = Math.Sqrt(1 - Math.Pow(_beta2, step));
        var rate = learningRate / (1 - Math.Pow(_beta1, step));
        var decay = _decay == WeightDecayKind.Decoupled ? 1 - (learningRate * slot.Group.WeightDecay) : 1;
        if (AdamKernel.Serves(value, gradient))
        {
            AdamKernel.Update(value, gradient, slot.Mean, slot.Square, new((float)_beta1, (float)_beta2, (float)root, (float)_epsilon, (float)decay, (float)rate));
            return;
        }

        slot.Mean.mul_(_beta1).add_(gradient, 1 - _beta1);
        slot.Square.mul_(_beta2).addcmul_(gradient, gradient, 1 - _beta2);
        var denominator = slot.Square.sqrt().div_(root).add_(_epsilon);
        if (value.dtype == ScalarType.Float32)
        {
            value.mul_(decay).addcdiv_(slot.Mean, denominator, -rate);
        }
        else
        {
            // A half-precision weight is rounded once per step, not after each operation.
            value.copy_(value.to(ScalarType.Float32).mul_(decay).addcdiv_(slot.Mean, denominator, -rate));
        }
    }

    private sealed class Slot : IDisposable
    {
        public Slot(ParameterGroup group, NamedParameter parameter)
        {
            Group = group;
            Parameter = parameter;
            using var scope = NewDisposeScope();
            Mean = zeros(parameter.Value.shape, ScalarType.Float32, parameter.Value.device).DetachFromDisposeScope();
            Square = zeros_like(Mean).DetachFromDisposeScope();
            Steps = zeros([], ScalarType.Int64).DetachFromDisposeScope();
        }

        public ParameterGroup Group { get; }

        public NamedParameter Parameter { get; }

        public Tensor Mean { get; }

        public Tensor Square { get; }

        public Tensor Steps { get; }

        public string Name(string kind) => $"{Parameter.Name}.{kind}";

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
            Steps.Dispose();
        }
    }
}
