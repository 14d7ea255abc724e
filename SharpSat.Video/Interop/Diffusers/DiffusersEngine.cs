using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Video.Engine;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Diffusers;

/// <summary>A whole diffusers pipeline folder as an engine, with the choices that diffusers makes where it differs from SAT.</summary>
public static class DiffusersEngine
{
    /// <summary>Loads transformer, autoencoder, text encoder and schedule. The caller disposes the engine.</summary>
    /// <param name="folder">The folder with <c>transformer/</c>, <c>vae/</c>, <c>text_encoder/</c>, <c>tokenizer/</c> and <c>scheduler/</c>.</param>
    /// <param name="scheduler">Scheduler config to use; null reads the folder's.</param>
    /// <param name="textLength">Tokens of a prompt; null for the transformer's own.</param>
    /// <param name="options">Type and device; null keeps the stored types, on the CPU.</param>
    /// <exception cref="InputException">A part is missing or does not fit; the message names it.</exception>
    public static VideoDiffusionEngine Load(
        string folder, DiffusersSchedulerConfig? scheduler = null, int? textLength = null, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        scheduler ??= DiffusersSchedulerConfig.Read(Path.Combine(folder, "scheduler"));
        using var transformer = DiffusersTransformer.Open(Path.Combine(folder, "transformer"));
        using var autoencoder = DiffusersAutoencoder.Open(Path.Combine(folder, "vae"));
        var length = textLength ?? transformer.Config.TextLength;
        var made = new Stack<IDisposable>();
        T Keep<T>(T part)
            where T : IDisposable
        {
            made.Push(part);
            return part;
        }

        try
        {
            var engine = new VideoDiffusionEngine(new VideoDiffusionParts
            {
                Transformer = Keep(transformer.Load(options)),
                Autoencoder = Keep(autoencoder.Load(options)),
                Conditioner = new TextConditioner(
                    Keep(T5TextEncoder.Open(Path.Combine(folder, "text_encoder"), length, options?.Dtype, options?.Device))),
                Schedule = DiffusersDiffusion.Schedule(scheduler),
                Parameterization = DiffusersDiffusion.Parameterization(scheduler),
                LatentScale = autoencoder.ScalingFactor,
                Encoding = LatentEncoding.FrameBatches,
                Decoding = LatentDecoding.Diffusers,
                ImageScaling = autoencoder.InvertScaleLatents ? ImageLatentScaling.Divide : ImageLatentScaling.Multiply,
            });
            engine.Transformer.eval();
            return engine;
        }
        catch
        {
            foreach (var part in made)
            {
                part.Dispose();
            }

            throw;
        }
    }
}
