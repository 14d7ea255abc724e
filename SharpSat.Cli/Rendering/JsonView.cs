using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace SharpSat.Cli.Rendering;

/// <summary>Results as JSON with snake-case names.</summary>
internal static class JsonView
{
    private static readonly JsonSerializerSettings Settings = new()
    {
        Formatting = Formatting.Indented,
        ContractResolver = new DefaultContractResolver { NamingStrategy = new SnakeCaseNamingStrategy() },
        Converters = { new StringEnumConverter(new SnakeCaseNamingStrategy()) },
    };

    /// <summary>Prints a value.</summary>
    public static void Write(CliConsole console, object value) => console.Out.WriteLine(Text(value));

    /// <summary>A value as text.</summary>
    public static string Text(object value) => JsonConvert.SerializeObject(value, Settings);
}
