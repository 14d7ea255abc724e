using SharpSat.Mixins.LowRank;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>One form in which adapters are stored.</summary>
internal interface ILoraFormat
{
    /// <summary>Which.</summary>
    LoraFormat Format { get; }

    /// <summary>What its names look like, for messages.</summary>
    string Example { get; }

    /// <summary>Whether a file is of this form, told from its names and metadata.</summary>
    bool Recognises(LoraSource source);

    /// <summary>Reads a file of this form; the tensors are independent of it.</summary>
    /// <exception cref="Core.Errors.InputException">It is damaged, holds half a pair, or should say alpha and does not.</exception>
    LoraAdapter Read(LoraSource source, LoraAlpha alpha);

    /// <summary>An adapter's tensors and metadata in this form. The tensors of the factors stay the adapter's.</summary>
    /// <exception cref="Core.Errors.InputException">A pair cannot be said in this form; names it.</exception>
    LoraFileContent Write(LoraAdapter adapter);
}
