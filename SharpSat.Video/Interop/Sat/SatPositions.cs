using SharpSat.Video.Networks;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The <c>pos_embed_config</c> of a reference transformer.</summary>
internal sealed record SatPositions
{
    public required PositionKind Kind { get; init; }

    public required int TextLength { get; init; }

    public double Height { get; init; } = 1;

    public double Width { get; init; } = 1;

    public double Time { get; init; } = 1;

    public double Theta { get; init; } = 10000;

    public bool RotateValues { get; init; }

    /// <param name="network">Params of the transformer, which hold the interpolation factors.</param>
    /// <param name="modules">Its modules.</param>
    /// <param name="headSize">Size of its heads.</param>
    public static SatPositions Read(SatParams network, SatParams modules, int headSize)
    {
        var node = modules.Required("pos_embed_config");
        var p = SatParams.Of(node, network.Reading);
        return SatNode.ClassOf(node) switch
        {
            "Basic3DPositionEmbeddingMixin" => new SatPositions
            {
                Kind = PositionKind.SinCos,
                TextLength = p.OptionalInt("text_length") ?? 0,
                Height = Interpolation(network, p, "height_interpolation"),
                Width = Interpolation(network, p, "width_interpolation"),
                Time = Interpolation(network, p, "time_interpolation"),
            },
            "Rotary3DPositionEmbeddingMixin" => Rotary(network, p, headSize),
            var other => throw new SatUnsupportedException(
                node, node.Path, $"names '{other}'; Basic3DPositionEmbeddingMixin and Rotary3DPositionEmbeddingMixin are supported."),
        };
    }

    private static SatPositions Rotary(SatParams network, SatParams p, int headSize)
    {
        p.Only("hidden_size_head", headSize);

        // The reference hands the factors to the rotary class, which never uses them.
        foreach (var name in new[] { "height_interpolation", "width_interpolation", "time_interpolation" })
        {
            network.Ineffective(name, "has no effect on rotary positions, as in the reference.");
            p.Ineffective(name, "has no effect on rotary positions, as in the reference.");
        }

        return new SatPositions
        {
            Kind = p.Bool("learnable_pos_embed", false) ? PositionKind.RotaryAndLearnable : PositionKind.Rotary,
            TextLength = p.Int("text_length"),
            Theta = p.OptionalDouble("theta") ?? 10000,
            RotateValues = p.Bool("rot_v", false),
        };
    }

    private static double Interpolation(SatParams network, SatParams nested, string name)
    {
        var outer = network.OptionalDouble(name);
        if (nested.Node(name) is not { } value)
        {
            return outer ?? 1;
        }

        nested.Reading.Note(value, $"is read as the network's {name}; the reference itself fails on it where it stands.");
        return nested.Double(name);
    }
}
