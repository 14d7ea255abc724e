using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// A PyTorch file (.pt, .pth, .bin, .ckpt; zip or legacy format), read without running anything in it: names other than
/// those that rebuild tensors are refused, whatever the file is called. Nothing but the pickle is read on opening.
/// </summary>
public sealed class TorchFile : IDisposable
{
    // Where training code puts the weights, in the order tried.
    private static readonly string[] Usual = ["module", "state_dict", "model"];

    private readonly TensorFile _file;

    private TorchFile(TensorFile file, TorchValue root)
    {
        _file = file;
        Root = root;
    }

    /// <summary>The path.</summary>
    public string Description => _file.Description;

    /// <summary>What was saved.</summary>
    public TorchValue Root { get; }

    /// <summary>Opens and checks a file; no tensor data is read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">
    /// The file is missing, truncated, no PyTorch file, or would run code; the message says which, and names the code.
    /// </exception>
    public static TorchFile Open(string path)
    {
        var file = new TensorFile(path, WeightFileStream.Open(path));
        try
        {
            var head = new byte[(int)Math.Min(file.Length, HeadBytes)];
            _ = RandomAccess.Read(file.Handle, head, 0);
            return new TorchFile(file, head switch
            {
                _ when IsZip(head) => ZipFormat.Read(file),
                _ when IsPickle(head) => LegacyFormat.Read(file),
                _ => throw new InputException($"'{path}' is not a PyTorch file: it is neither a zip file nor a pickle."),
            });
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the weights of a file: the tensors under 'module' (SAT, DeepSpeed), 'state_dict' or 'model', or those at the top.
    /// </summary>
    /// <param name="path">The file; the source owns it.</param>
    /// <exception cref="InputException">As <see cref="Open"/>, or there are no tensors in these places.</exception>
    public static IWeightSource OpenWeights(string path)
    {
        var file = Open(path);
        try
        {
            return file.OwnedWeights();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The tensors of one dictionary as a weight source: <c>Weights("module")</c>, <c>Weights("optimizer", "ema")</c>, or
    /// <c>Weights()</c> for the top. Entries that are not tensors are left out; texts and numbers of the top are the metadata.
    /// </summary>
    /// <param name="path">Keys from the top down.</param>
    /// <returns>A view; disposing it leaves this file open.</returns>
    /// <exception cref="InputException">There is no such dictionary.</exception>
    public IWeightSource Weights(params string[] path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var value = Root;
        foreach (var key in path)
        {
            value = value is TorchDictionary parent && parent.TryGet(key, out var child)
                ? child
                : throw new InputException($"'{Description}' has no '{string.Join("' > '", path)}'. At the top it has {Describe()}.");
        }

        return value is TorchDictionary dictionary
            ? new TorchWeights(this, dictionary, path, ownsFile: false)
            : throw new InputException($"'{Description}': '{string.Join("' > '", path)}' is no dictionary but {value}.");
    }

    /// <summary>Closes the file; tensors read from it live on.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>How many bytes of a file's beginning tell the formats apart.</summary>
    internal const int HeadBytes = 16;

    /// <summary>Whether a file that begins so is for this class.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> head) => IsZip(head) || IsPickle(head);

    private static bool IsZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8);

    // The 8 bytes of length that open a safetensors file may begin so too; a '{' follows those.
    private static bool IsPickle(ReadOnlySpan<byte> head) =>
        head.Length >= 2 && head[0] == (byte)PickleOp.Protocol && head[1] is >= 2 and <= 5
        && !(head.Length > 8 && head[8] == (byte)'{' && head[5] == 0 && head[6] == 0 && head[7] == 0);

    private TorchWeights OwnedWeights()
    {
        if (Root is TorchDictionary top)
        {
            foreach (var key in Usual)
            {
                if (top.TryGet(key, out var value) && value is TorchDictionary inner && TorchWeights.HasTensors(inner))
                {
                    return new TorchWeights(this, inner, [key], ownsFile: true);
                }
            }

            if (TorchWeights.HasTensors(top))
            {
                return new TorchWeights(this, top, [], ownsFile: true);
            }
        }

        throw new InputException(
            $"'{Description}' has no tensors at the top nor under {string.Join(", ", Usual.Select(key => $"'{key}'"))}. At the top it has {Describe()}.");
    }

    private string Describe()
    {
        const int Shown = 10;
        return Root is TorchDictionary top
            ? string.Join(", ", top.Named.Take(Shown).Select(pair => $"'{pair.Key}' ({pair.Value})")) + (top.Pairs.Count > Shown ? ", ..." : string.Empty)
            : Root.ToString();
    }
}
