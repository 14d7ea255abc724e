using SharpSat.Core.Errors;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>Which registered mixins can be measured, plugins' included, and why others cannot.</summary>
internal static class MixinSurvey
{
    private static readonly Lazy<List<Finding>> Found = new(() => [.. Registered.Select(Try)]);

    /// <summary>Names of those that joined a model and ran.</summary>
    public static IEnumerable<string> Measurable => Found.Value.Where(f => f.Problem is null).Select(f => f.Name);

    /// <summary>The others with the reason.</summary>
    public static IEnumerable<(string Name, string Problem)> LeftOut => Found.Value.Where(f => f.Problem is not null).Select(f => (f.Name, f.Problem!));

    private static IEnumerable<ComponentEntry> Registered => ComponentRegistry.Entries.Where(e => typeof(IModelMixin).IsAssignableFrom(e.Type));

    /// <summary>The first model that the mixin joins and runs in, with the mixin.</summary>
    /// <exception cref="InputException">It can be built for none, or runs in none.</exception>
    public static MixinHost HostOf(string name)
    {
        var entry = ComponentRegistry.Resolve(name, typeof(IModelMixin));
        var problems = new List<(string Place, string Message)>();
        foreach (var (place, open) in new (string Place, Func<MixinHost> Open)[] { ("a plain transformer", () => new BackboneHost()), ("a video network", () => new NetworkHost()) })
        {
            var host = open();
            try
            {
                host.Plug(entry);
                host.Run();
                return host;
            }
            catch (Exception e)
            {
                // Whatever a mixin throws, others are still measured.
                host.Dispose();
                problems.Add((place, e.Message));
            }
        }

        throw new InputException(problems.DistinctBy(p => p.Message).Count() == 1
            ? problems[0].Message
            : string.Join(" ", problems.Select(p => $"In {p.Place}: {p.Message}")));
    }

    private static Finding Try(ComponentEntry entry)
    {
        try
        {
            HostOf(entry.Name).Dispose();
            return new Finding(entry.Name, null);
        }
        catch (InputException e)
        {
            return new Finding(entry.Name, e.Message);
        }
    }

    private sealed record Finding(string Name, string? Problem);
}
