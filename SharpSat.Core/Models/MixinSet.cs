using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Models;

/// <summary>The mixins of one model by name, in the order they were added. Those with weights are child modules.</summary>
internal sealed class MixinSet() : NetworkModule("mixins")
{
    private readonly List<(string Name, IModelMixin Mixin)> _items = [];

    public IReadOnlyList<(string Name, IModelMixin Mixin)> Items => _items;

    public IModelMixin? Find(string name) => _items.FirstOrDefault(i => i.Name == name).Mixin;

    public void Add(string name, IModelMixin mixin)
    {
        if (mixin is nn.Module module)
        {
            AddChild(name, module);
        }

        Place(mixin, $"mixins.{name}.");
        _items.Add((name, mixin));
    }

    public void Remove(string name)
    {
        if (Find(name) is { } mixin)
        {
            Place(mixin, string.Empty);
        }

        RemoveChild(name);
        _items.RemoveAll(i => i.Name == name);
    }

    public static IEnumerable<HookSite> SitesOf(IModelMixin mixin) => mixin.Projections.Concat(mixin.Sites);

    public void RestoreAt(int index, string name, IModelMixin mixin)
    {
        var tail = _items.Skip(index).ToList();
        tail.ForEach(i => Remove(i.Name));
        Add(name, mixin);
        tail.ForEach(i => Add(i.Name, i.Mixin));
    }

    private static void Place(IModelMixin mixin, string owner)
    {
        foreach (var site in SitesOf(mixin))
        {
            site.PlaceIn(owner);
        }
    }
}
