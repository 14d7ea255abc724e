using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SharpSat.Core.Configuration;

/// <summary>One member of a record as JSON sees it: a constructor parameter or an init property.</summary>
internal sealed class RecordMember
{
    // By name, because ScottPlot declares the type a second time.
    private const string RequiredMember = "System.Runtime.CompilerServices.RequiredMemberAttribute";

    private readonly NullabilityInfo _nullability;
    private readonly RangeAttribute? _range;

    public RecordMember(PropertyInfo property, NullabilityInfoContext context)
    {
        Property = property;
        Type = property.PropertyType;
        JsonName = property.GetCustomAttribute<JsonPropertyAttribute>()?.PropertyName ?? ConfigScalars.JsonName(property.Name);
        IsRequired = property.CustomAttributes.Any(a => a.AttributeType.FullName == RequiredMember);
        _nullability = context.Create(property);
        _range = property.GetCustomAttribute<RangeAttribute>();
    }

    public RecordMember(ParameterInfo parameter, PropertyInfo? property, NullabilityInfoContext context)
    {
        Parameter = parameter;
        Type = parameter.ParameterType;
        JsonName = property?.GetCustomAttribute<JsonPropertyAttribute>()?.PropertyName ?? ConfigScalars.JsonName(parameter.Name!);
        IsRequired = !parameter.HasDefaultValue;
        _nullability = context.Create(parameter);
        _range = parameter.GetCustomAttribute<RangeAttribute>() ?? property?.GetCustomAttribute<RangeAttribute>();
    }

    public PropertyInfo? Property { get; }

    public ParameterInfo? Parameter { get; }

    public Type Type { get; }

    public string JsonName { get; }

    public bool IsRequired { get; }

    public object? Bind(JToken token, string path)
    {
        var value = ConfigBinder.BindValue(Type, _nullability, token, path);
        if (value is not null && _range is not null)
        {
            CheckRange(Convert.ToDouble(value, CultureInfo.InvariantCulture), _range, token, path);
        }

        return value;
    }

    private static void CheckRange(double value, RangeAttribute range, JToken token, string path)
    {
        var min = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        var max = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        var low = range.MinimumIsExclusive ? value <= min : value < min;
        var high = range.MaximumIsExclusive ? value >= max : value > max;
        if (low || high)
        {
            throw ConfigException.At(token, path, $"must be {Rule(range, min, max)}, but is {ConfigText.Describe(token)}.");
        }
    }

    private static string Rule(RangeAttribute range, double min, double max)
    {
        var from = FormattableString.Invariant($"{(range.MinimumIsExclusive ? "more than" : "at least")} {min}");
        var to = FormattableString.Invariant($"{(range.MaximumIsExclusive ? "less than" : "at most")} {max}");
        var openEnded = max is int.MaxValue or long.MaxValue or double.MaxValue || double.IsPositiveInfinity(max);
        return openEnded ? from : $"{from} and {to}";
    }
}
