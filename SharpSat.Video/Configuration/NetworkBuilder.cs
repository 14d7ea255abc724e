using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Networks;
using SharpSat.Video.StepCaching;

namespace SharpSat.Video.Configuration;

/// <summary>Builds the network of a config with its mixins, on the meta device: no weight takes memory yet.</summary>
public static class NetworkBuilder
{
    /// <summary>Name of the adapter that the <c>lora</c> section adds.</summary>
    public const string LoraName = "lora";

    /// <summary>The network with the mixins of <c>model.mixins</c>, in their order. A mixin may ask for the model.</summary>
    /// <exception cref="InputException">A component, its params or a hook does not fit; names file and line.</exception>
    public static CogVideoXTransformer Build(ModelSection model, ComponentFactory factory)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(factory);
        var network = factory.Create<CogVideoXTransformer>(model.Network);
        foreach (var (name, node) in model.Mixins)
        {
            var mixin = factory.Create<IModelMixin>(node, network);
            if (mixin is IStepCache)
            {
                throw new ConfigException(node.Origin, node.Path, $"'{node.Target}' works for the length of a sampling run; name it as sampling.cache (or --cache), not among the model's mixins.");
            }

            Located(node, () => network.Add(name, mixin));
        }

        return network;
    }

    /// <summary>Adds the adapter of the <c>lora</c> section.</summary>
    /// <exception cref="InputException">A setting is illegal or a target matches no projection.</exception>
    public static LoraMixin AddLora(BaseModel network, LoraParams settings, string name = LoraName)
    {
        ArgumentNullException.ThrowIfNull(network);
        var lora = new LoraMixin(settings, network);
        network.Add(name, lora);
        return lora;
    }

    private static void Located(ComponentNode node, Action add)
    {
        try
        {
            add();
        }
        catch (InputException e) when (e is not ConfigException)
        {
            throw new ConfigException(node.Origin, node.Path, e.Message, e);
        }
    }
}
