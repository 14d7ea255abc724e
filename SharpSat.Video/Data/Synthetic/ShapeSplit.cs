namespace SharpSat.Video.Data.Synthetic;

/// <summary>Which combinations a set is made of, before filters.</summary>
public enum ShapeSplit
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those that nano is trained on: all but the held-out ones.</summary>
    Training,

    /// <summary>Those that nano never sees in training, so that videos of them show what it generalises; stars only if a filter includes them.</summary>
    HeldOut,
}
