using Newtonsoft.Json.Linq;

namespace SharpSat.Video.Parity.Sat.Backbone;

/// <summary>The names in a model's state dictionary. SAT registers mixins before the transformer; the order means nothing.</summary>
internal static class SatStateDictionary
{
    public static void Compare(JArray recorded, IEnumerable<string> names, ParityRecorder recorder) => recorder.Value(
        "state_dict_keys",
        "state_dict_keys",
        new JArray(recorded.Select(name => (string)name!).Order(StringComparer.Ordinal)),
        new JArray(names.Order(StringComparer.Ordinal)));
}
