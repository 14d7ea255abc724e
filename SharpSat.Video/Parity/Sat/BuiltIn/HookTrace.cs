namespace SharpSat.Video.Parity.Sat.BuiltIn;

/// <summary>What the built-in mixins did, in order: "A.mlp_forward@0", and for wrappers "N1.mlp_forward>@0" and "N1.mlp_forward&lt;@0".</summary>
internal sealed class HookTrace
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line) => _lines.Add(line);

    public void Clear() => _lines.Clear();

    /// <summary>Runs a wrapper between its two lines.</summary>
    public T Around<T>(string hook, int layer, Func<T> body)
    {
        Add($"{hook}>@{layer}");
        var y = body();
        Add($"{hook}<@{layer}");
        return y;
    }
}
