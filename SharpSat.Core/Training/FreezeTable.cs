using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Training;

/// <summary>How many numbers of each part of a model train and how many are frozen.</summary>
public static class FreezeTable
{
    /// <summary>One line per part (the first two name segments), then the totals.</summary>
    public static string Render(nn.Module module) => Render([module], []);

    /// <summary>As the other, of several modules together, with a last line for each thing that none of them has registered.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="unregistered">Names and numbers of weights that are held without being registered.</param>
    internal static string Render(IReadOnlyList<nn.Module> modules, IReadOnlyList<(string Name, long Numbers)> unregistered)
    {
        var parts = modules.SelectMany(module => module.named_parameters())
            .GroupBy(entry => string.Join('.', entry.name.Split('.').SkipLast(1).Take(2)), entry => entry.parameter)
            .Select(part => (Name: part.Key.Length == 0 ? "(root)" : part.Key, Counts: Count(part)))
            .ToList();
        parts.Add(("total", Count(modules.SelectMany(module => module.parameters()))));
        var width = parts.Select(part => part.Name).Concat(unregistered.Select(entry => entry.Name)).Max(name => name.Length);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"part".PadRight(width)}  {"trainable",15}  {"frozen",15}");
        foreach (var (name, counts) in parts)
        {
            text.Append('\n').Append(
                CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {counts.Trainable,15:N0}  {counts.Frozen,15:N0}");
        }

        foreach (var (name, numbers) in unregistered)
        {
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {"not registered",15}  {numbers,15:N0}");
        }

        return text.ToString();
    }

    /// <summary>Numbers that train and that do not.</summary>
    public static (long Trainable, long Frozen) Count(IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var sizes = parameters.ToLookup(p => p.requires_grad, p => p.numel());
        return (sizes[true].Sum(), sizes[false].Sum());
    }
}
