using BenchmarkDotNet.Attributes;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Text;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Text;

/// <summary>The tokenizer of the nano preset: reading its file, a caption, a paragraph of 24 of them, and a data set's 288 captions as a tensor.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class TokenizerBenchmarks
{
    private static readonly string Path = PresetCatalog.ResolvePath("preset:nano/tokenizer");
    private static readonly string[] Captions = [.. ShapeCombination.All.Select(c => ShapeCaptions.Of(c, 0))];
    private static readonly string Text = string.Join(' ', Enumerable.Range(0, ShapeCaptions.Count).Select(w => ShapeCaptions.Of(ShapeCombination.All[0], w)));
    private T5Tokenizer _tokenizer = null!;

    [GlobalSetup]
    public void Open() => _tokenizer = T5Tokenizer.Load(Path);

    [Benchmark]
    public int LoadFile() => T5Tokenizer.Load(Path).PieceCount;

    [Benchmark]
    public int Caption() => _tokenizer.Encode(Captions[0]).Count;

    [Benchmark]
    public int Paragraph() => _tokenizer.Encode(Text).Count;

    [Benchmark]
    public void DataSet() => _tokenizer.Encode(Captions, 226, CPU).Dispose();
}
