namespace SharpSat.Video.Profiling;

/// <summary>Where the time and memory of a config's work go.</summary>
/// <param name="Training">A training step, if the config trains a network or an adapter.</param>
/// <param name="Sampling">A sampling run, if the config samples.</param>
public sealed record ProfileReport(PassProfile? Training, PassProfile? Sampling);

/// <summary>One kind of work, taken apart in three ways.</summary>
/// <param name="Stages">In the order in which they run.</param>
/// <param name="Blocks">The network's layers.</param>
/// <param name="Links">Mixins and defaults at each hook point, the slowest first.</param>
public sealed record PassProfile(IReadOnlyList<StageFigures> Stages, IReadOnlyList<BlockFigures> Blocks, IReadOnlyList<LinkFigures> Links);

/// <summary>A stage of the work.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Each">How often it runs: "step", "video", or "clip" for what a cache keeps.</param>
/// <param name="Milliseconds">Time of one run of it.</param>
/// <param name="Share">Part of the whole, from 0 to 1.</param>
/// <param name="PeakMib">Memory at its peak beyond what was there before, in MiB; null where it was not measured.</param>
public sealed record StageFigures(string Stage, string Each, double Milliseconds, double Share, double? PeakMib);

/// <summary>A layer of the network in one step.</summary>
/// <param name="Block">Layer number.</param>
/// <param name="Forward">Milliseconds of its forward pass.</param>
/// <param name="Attention">Of which attention, projections included.</param>
/// <param name="FeedForward">Of which feed-forward.</param>
/// <param name="Backward">Milliseconds of its backward pass; null in sampling.</param>
/// <param name="MemoryMib">Memory in MiB that it leaves behind for the backward pass, as far as the process grew.</param>
public sealed record BlockFigures(int Block, double Forward, double Attention, double FeedForward, double? Backward, double MemoryMib);

/// <summary>What a mixin, or a default, takes at a hook point in one step, over all layers.</summary>
/// <param name="Hook">Name of the point.</param>
/// <param name="Mixin">Name of the mixin, "model" or "default".</param>
/// <param name="Calls">Calls in a step.</param>
/// <param name="Milliseconds">Time in it, without what it calls through other hooks.</param>
/// <param name="Share">Part of the network's forward pass, from 0 to 1.</param>
public sealed record LinkFigures(string Hook, string Mixin, double Calls, double Milliseconds, double Share);
