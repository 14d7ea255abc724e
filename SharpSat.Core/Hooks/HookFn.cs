using SharpSat.Core.Context;

namespace SharpSat.Core.Hooks;

/// <summary>An implementation of a hook point: the default, a replacement, or a composed chain.</summary>
/// <typeparam name="TArgs">What the transformer passes.</typeparam>
/// <typeparam name="TResult">What it expects back.</typeparam>
public delegate TResult HookFn<in TArgs, out TResult>(TArgs args, ForwardContext context);

/// <summary>A wrapper around whatever stands at a hook point; it decides when and with what to call <paramref name="next"/>.</summary>
public delegate TResult HookWrap<TArgs, TResult>(TArgs args, ForwardContext context, HookFn<TArgs, TResult> next);
