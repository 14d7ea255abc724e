using System.ComponentModel.DataAnnotations;
using SharpSat.Video.Text;

namespace SharpSat.Video.Configuration;

/// <summary>The <c>model.text</c> section: a T5 encoder.</summary>
public sealed record TextSection
{
    /// <summary>Sizes under their Hugging Face names; null reads <c>config.json</c> beside the weights.</summary>
    public T5Config? Params { get; init; }

    /// <summary>The sentencepiece model, or a folder that holds <c>spiece.model</c>; null looks beside the weights.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Tokens per caption; null takes the network's <c>text_length</c>.</summary>
    [Range(1, int.MaxValue)]
    public int? Length { get; init; }

    /// <summary>Weight file or folder; null draws weights from <see cref="ModelSection.InitSeed"/>.</summary>
    public string? Weights { get; init; }
}
