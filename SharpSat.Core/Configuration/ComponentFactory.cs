using System.Reflection;
using Autofac;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Core.Configuration;

/// <summary>
/// Creates the components that configs name. Params bind strictly to the record that the constructor takes; its other
/// parameters come from the call, then from the Autofac container, then from their default values. Components inside a
/// component's params stay <see cref="ComponentNode"/>s, which their owner creates with the factory it asks for.
/// </summary>
public sealed class ComponentFactory : IDisposable
{
    private readonly IContainer _container;

    /// <summary>Composes the container once.</summary>
    /// <param name="services">Registers what components may ask for; the factory itself is registered already.</param>
    public ComponentFactory(Action<ContainerBuilder>? services = null)
    {
        var builder = new ContainerBuilder();
        builder.RegisterInstance(this).ExternallyOwned();
        services?.Invoke(builder);
        _container = builder.Build();
    }

    /// <summary>Creates the component of a node. The caller owns it.</summary>
    /// <param name="node">The config's choice.</param>
    /// <param name="services">Objects for this call; each goes to the constructor parameter whose type it fits.</param>
    /// <exception cref="InputException">Unknown name, wrong kind, params that do not bind, or a service nobody offers.</exception>
    public T Create<T>(ComponentNode node, params object[] services)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(services);
        var entry = Resolve(node, typeof(T));
        var constructor = entry.Constructor;
        var paramsParameter = ComponentRules.ParamsParameter(constructor);
        if (paramsParameter is null && node.Params.Count > 0)
        {
            throw new ConfigException(ConfigOrigin.Of(node.Params) ?? node.Origin, Inside(node, "params"), $"'{node.Target}' takes no params.");
        }

        var arguments = constructor.GetParameters()
            .Select(parameter => parameter == paramsParameter ? BindParams(node, parameter.ParameterType) : Service(parameter, services, node))
            .ToArray();
        try
        {
            return (T)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        }
        catch (InputException e) when (e is not ConfigException)
        {
            throw new ConfigException(node.Origin, node.Path, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _container.Dispose();

    private static ComponentEntry Resolve(ComponentNode node, Type contract)
    {
        try
        {
            return ComponentRegistry.Resolve(node.Target, contract);
        }
        catch (InputException e)
        {
            throw new ConfigException(node.Origin, Inside(node, "target"), e.Message, e);
        }
    }

    private static object BindParams(ComponentNode node, Type type)
    {
        if (node.HasParams)
        {
            return ConfigBinder.Bind(type, node.Params, Inside(node, "params"));
        }

        // Without params a missing required one is reported where the target stands.
        var empty = new Newtonsoft.Json.Linq.JObject();
        node.Origin?.StampAll(empty);
        return ConfigBinder.Bind(type, empty, Inside(node, "params"));
    }

    private object? Service(ParameterInfo parameter, object[] services, ComponentNode node)
    {
        var given = services.FirstOrDefault(parameter.ParameterType.IsInstanceOfType) ?? _container.ResolveOptional(parameter.ParameterType);
        if (given is not null || parameter.HasDefaultValue)
        {
            return given ?? parameter.DefaultValue;
        }

        throw new ConfigException(
            node.Origin,
            node.Path,
            $"'{node.Target}' asks for a {parameter.ParameterType.Name} ({parameter.Name}), which is not available where it is used.");
    }

    private static string Inside(ComponentNode node, string name) => ConfigBinder.Child(node.Path, name);
}
