using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity;

/// <summary>A folder of recorded numbers: <c>case.json</c> says what to run, <c>tensors.safetensors</c> what went in and came out.</summary>
internal sealed class ParityCase : IDisposable
{
    private const string CaseFile = "case.json";
    private const string TensorFile = "tensors.safetensors";

    private readonly SafetensorsFile? _tensors;
    private readonly Lazy<IReadOnlyList<ParityTolerance>> _tolerances;

    private ParityCase(string folder, JObject json)
    {
        Folder = folder;
        Json = json;
        // Read when the first is needed, so that one of an unknown form belongs to the run that meets it.
        _tolerances = new(() => [.. (json["tolerances"] ?? new JArray()).Select(ParityTolerance.Read)]);
        var tensors = Path.Combine(folder, TensorFile);
        _tensors = File.Exists(tensors) ? SafetensorsFile.Open(tensors) : null;
    }

    public string Folder { get; }

    public JObject Json { get; }

    public string Suite => (string?)Json["suite"] ?? string.Empty;

    public string Kind => (string?)Json["kind"] ?? string.Empty;

    public IReadOnlyList<JObject> Runs => [.. (Json["runs"] ?? new JArray()).OfType<JObject>()];

    /// <exception cref="InputException">The folder has no readable <c>case.json</c>.</exception>
    public static ParityCase Open(string folder)
    {
        var file = Path.Combine(folder, CaseFile);
        if (!File.Exists(file))
        {
            throw new InputException($"'{folder}' is no recorded case: it has no {CaseFile}.");
        }

        try
        {
            // Dates in recorded strings stay strings.
            using var reader = new JsonTextReader(File.OpenText(file)) { DateParseHandling = DateParseHandling.None };
            return new ParityCase(folder, JObject.Load(reader));
        }
        catch (JsonException e)
        {
            throw new InputException($"'{file}' is not a recorded case: {e.Message}", e);
        }
    }

    public bool Has(string tensor) => _tensors?.Entries.ContainsKey(tensor) == true;

    /// <summary>A recorded tensor, as it was stored; the surrounding scope owns it.</summary>
    public Tensor Tensor(string name)
    {
        using var stored = (_tensors ?? throw new InputException($"'{Folder}' has no {TensorFile}.")).Read(name);
        return stored.clone();
    }

    /// <summary>The tensor that a node names (see <see cref="Resolve"/>), or null if the node is null.</summary>
    public Tensor? Optional(JToken? node) => node is null or { Type: JTokenType.Null } ? null : Resolve(node);

    /// <summary>
    /// The tensor a reference stands for: a name, or <c>{tensor | file + key, index, divide, multiply, add}</c> with the
    /// arithmetic done in float32 in that order.
    /// </summary>
    public Tensor Resolve(JToken reference)
    {
        if (reference.Type == JTokenType.String)
        {
            return Tensor((string)reference!);
        }

        using var scope = NewDisposeScope();
        var x = (string?)reference["tensor"] is { } name ? Tensor(name) : FromFile(reference);
        foreach (var index in (JArray?)reference["index"] ?? [])
        {
            x = x[(long)index];
        }

        if (reference["divide"] is { } divisor)
        {
            x = x.to(ScalarType.Float32) / (float)divisor;
        }

        if (reference["multiply"] is { } factor)
        {
            x = x.to(ScalarType.Float32) * (float)factor;
        }

        if (reference["add"] is { } term)
        {
            x = x.to(ScalarType.Float32) + (float)term;
        }

        return x.clone().MoveToOuterDisposeScope();
    }

    /// <summary>A path of the case, which is relative to its folder.</summary>
    public string PathOf(string relative) => Path.GetFullPath(Path.Combine(Folder, relative));

    /// <summary>Opens a weight file or folder of the case; the caller disposes it.</summary>
    public IWeightSource Weights(string relative) => WeightFiles.Open(PathOf(relative));

    /// <summary>The recorded random draws that a list of references names, to be handed out in that order.</summary>
    public RecordedDraws Draws(JToken? references) => new([.. (references ?? new JArray()).Select(Resolve)]);

    public ParityTolerance ToleranceOf(string tensor) =>
        _tolerances.Value.FirstOrDefault(t => t.Matches(tensor)) ?? throw new InputException($"'{Folder}' has no tolerance for the tensor '{tensor}'.");

    public void Dispose() => _tensors?.Dispose();

    private Tensor FromFile(JToken reference)
    {
        var file = (string?)reference["file"] ?? throw new ParityUnsupportedException($"the reference {reference.ToString(Formatting.None)}");
        using var source = Weights(file);
        using var stored = source.Read((string?)reference["key"] ?? throw new ParityUnsupportedException($"the reference {reference.ToString(Formatting.None)} without a key"));
        return stored.clone();
    }
}
