using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Tests.Media;
using static TorchSharp.torch;

namespace SharpSat.Tests.Parity;

/// <summary>A recorded case made on the spot: a schedules case whose only run asks for roughly equal steps.</summary>
internal sealed class RecordedFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RecordedFolder(string kind = "schedules", string op = "roughly_equal_steps", params long[] steps)
    {
        using var recorded = tensor(steps.Length > 0 ? steps : [249, 499, 749, 999]);
        SafetensorsWriter.Write(System.IO.Path.Combine(Path, "tensors.safetensors"), [("steps", recorded)]);
        Json = JObject.Parse($$"""
            {
              "suite": "sat", "kind": "{{kind}}",
              "tolerances": [{ "match": "*", "atol": 0, "rtol": 0, "relative_to": "element" }],
              "runs": [{
                "name": "only", "op": "{{op}}", "object": null, "repairs": [], "inputs": {},
                "params": { "num_substeps": 4, "max_step": 1000 }, "expect": { "steps": "steps" }, "expect_json": {}
              }]
            }
            """);
        Save();
    }

    public string Path => _folder.Path;

    public JObject Json { get; }

    public void Save() => File.WriteAllText(System.IO.Path.Combine(Path, "case.json"), Json.ToString());

    public void Dispose() => _folder.Dispose();
}
