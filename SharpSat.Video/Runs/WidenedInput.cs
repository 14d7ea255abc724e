using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>
/// The weights of a text-to-video network, seen as those of an image-to-video network: the patch embedding's weights
/// for the picture's channels, which stand behind the video's, are zero, so that it begins as what it was.
/// </summary>
internal sealed class WidenedInput : IWeightSource
{
    /// <summary>The projection, as an adapter may target it.</summary>
    public const string Site = "mixins.patch_embed.proj";

    private const string Name = Site + ".weight";

    private readonly IWeightSource _source;
    private readonly long _columns;

    private WidenedInput(IWeightSource source, WeightEntry wide)
    {
        _source = source;
        _columns = wide.Shape[1];
        Entries = new Dictionary<string, WeightEntry>(source.Entries, StringComparer.Ordinal) { [Name] = wide };
    }

    public string Description => $"{_source.Description}, picture channels from zero";

    public IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <summary>The source, widened where that is wanted and needed. Takes it over.</summary>
    /// <param name="source">A network's weights.</param>
    /// <param name="network">What they are for.</param>
    /// <param name="wanted"><c>model.new_image_input</c>.</param>
    /// <exception cref="InputException">They lack the picture's channels, and nobody wants new ones.</exception>
    public static IWeightSource Of(IWeightSource source, CogVideoXConfig network, bool wanted)
    {
        if (network.InChannels <= network.OutChannels || !source.Entries.TryGetValue(Name, out var stored)
            || Columns(stored) != network.OutChannels * network.Patch.Volume)
        {
            return source;
        }

        return wanted ? new WidenedInput(source, stored with { Shape = [stored.Shape[0], network.InChannels * network.Patch.Volume] })
            : throw new InputException(
                $"'{source.Description}' has the weights of a text-to-video network: its patches have {network.OutChannels} channels, this network's {network.InChannels}, "
                + "the picture's among them. Name image-to-video weights; to train from these, set model.new_image_input true.");
    }

    public Tensor Read(string name)
    {
        if (name != Name)
        {
            return _source.Read(name);
        }

        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var stored = _source.Read(name);
        var narrow = stored.reshape(stored.size(0), -1);
        return nn.functional.pad(narrow, [0, _columns - narrow.size(1)]).MoveToOuterDisposeScope();
    }

    public void Dispose() => _source.Dispose();

    private static long Columns(WeightEntry entry) => entry.Shape.Skip(1).Aggregate(1L, (product, extent) => product * extent);
}
