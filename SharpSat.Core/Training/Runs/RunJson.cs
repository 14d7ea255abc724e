using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace SharpSat.Core.Training.Runs;

/// <summary>How a run directory spells its JSON: snake_case members, strict reading.</summary>
internal static class RunJson
{
    private static readonly JsonSerializerSettings _settings = new()
    {
        ContractResolver = new DefaultContractResolver { NamingStrategy = new SnakeCaseNamingStrategy() },
        MissingMemberHandling = MissingMemberHandling.Error,
        NullValueHandling = NullValueHandling.Ignore,
    };

    public static string Write(object value, bool indented = true) =>
        JsonConvert.SerializeObject(value, indented ? Formatting.Indented : Formatting.None, _settings);

    /// <exception cref="JsonException">The text is not a <typeparamref name="T"/>.</exception>
    public static T Read<T>(string text) =>
        JsonConvert.DeserializeObject<T>(text, _settings) ?? throw new JsonSerializationException("The file is empty.");
}
