using System.Collections;
using System.Reflection;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Core.Models;

/// <summary>
/// Finds modules and parameters that a mixin keeps in fields but never registered: they would neither train nor be
/// saved, without a word. What the model itself holds already is no problem.
/// </summary>
internal static class MixinFields
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Checks the mixin and every module below it.</summary>
    /// <exception cref="InputException">A field holds something unregistered (with the freeze table, where it would be missing), or a model.</exception>
    public static void Check(string name, IModelMixin mixin, BaseModel model)
    {
        var own = mixin is nn.Module module ? module.modules().Prepend(module).ToList() : [];
        var modules = new HashSet<object>(own.Concat(model.modules()), ReferenceEqualityComparer.Instance);
        var parameters = own.Concat([model]).SelectMany(m => m.parameters()).Select(p => p.Handle).ToHashSet();
        var forgotten = new List<(object Owner, FieldInfo Field, object Value)>();
        foreach (var owner in own.OfType<NetworkModule>().Cast<object>().Append(mixin).Distinct(ReferenceEqualityComparer.Instance))
        {
            foreach (var (field, value) in Fields(owner!).SelectMany(f => Values(f.GetValue(owner)).Select(v => (f, v))))
            {
                if (value is BaseModel)
                {
                    throw new InputException(
                        $"Mixin '{name}': {Describe(field)} holds a model. What a hook needs of the model is in its arguments; use the model in the constructor only.");
                }

                if (!(value is Parameter parameter ? parameters.Contains(parameter.Handle) : modules.Contains(value)))
                {
                    forgotten.Add((owner!, field, value));
                }
            }
        }

        if (forgotten.Count > 0)
        {
            var (owner, field, value) = forgotten[0];
            nn.Module[] shown = mixin is nn.Module itself ? [model, itself] : [model];
            var table = FreezeTable.Render(shown, [.. forgotten.Select(f => (Describe(f.Field), Numbers(f.Value)))]);
            throw new InputException(
                $"Mixin '{name}': {Describe(field)} holds a {value.GetType().Name} that is not registered, so it would neither train nor be saved. {Remedy(owner, value)}\n{table}");
        }
    }

    private static long Numbers(object value) => value is Parameter parameter ? parameter.numel() : ((nn.Module)value).parameters().Sum(p => p.numel());

    private static IEnumerable<FieldInfo> Fields(object owner)
    {
        for (var type = owner.GetType(); type is not null && type != typeof(NetworkModule) && type.Assembly != typeof(nn.Module).Assembly; type = type.BaseType)
        {
            foreach (var field in type.GetFields(Declared))
            {
                yield return field;
            }
        }
    }

    private static IEnumerable<object> Values(object? value) => value switch
    {
        nn.Module or Parameter => [value],
        IDictionary entries => entries.Values.Cast<object?>().SelectMany(Values),
        Array { Rank: 1 } or IList => HoldsObjects((IList)value) ? ((IList)value).Cast<object?>().SelectMany(Values) : [],
        _ => [],
    };

    // A big array of numbers is not worth a walk.
    private static bool HoldsObjects(IList list) => list.Count > 0 && list.GetType().GetElementType() is not { IsValueType: true };

    private static string Remedy(object owner, object value)
    {
        if (owner is not NetworkModule)
        {
            return $"Derive the mixin from {nameof(ModelMixin)} and declare its weights with AddWeight or AddChild.";
        }

        return value is Parameter ? "Declare it with AddWeight." : "Register it with AddChild.";
    }

    // An auto property's field is "<Name>k__BackingField".
    private static string Describe(FieldInfo field)
    {
        var shown = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
        return $"{field.DeclaringType!.Name}.{shown}";
    }
}
