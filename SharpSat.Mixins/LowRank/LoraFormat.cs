namespace SharpSat.Mixins.LowRank;

/// <summary>The forms in which adapters are stored.</summary>
public enum LoraFormat
{
    /// <summary>SharpSat's own, with rank, alpha, targets and the base's fingerprint (<see cref="LoraFile"/>).</summary>
    SharpSat,

    /// <summary>SAT's <c>matrix_A.0</c>, <c>matrix_B.0</c> beside a fused projection; holds no alpha.</summary>
    Sat,

    /// <summary>PEFT's <c>lora_A.weight</c>, <c>lora_B.weight</c> under diffusers' module names.</summary>
    Diffusers,

    /// <summary>kohya's <c>lora_down.weight</c>, <c>lora_up.weight</c>, <c>alpha</c> under names joined by underscores.</summary>
    Kohya,
}
