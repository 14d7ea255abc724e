using System.Reflection;
using System.Reflection.Emit;
using SharpSat.Core.Registry;

namespace SharpSat.Tests.Registry;

/// <summary>Makes small assemblies with marked classes, in memory or as plugin dlls.</summary>
internal static class AssemblyMaker
{
    /// <summary>Empty public classes, each marked [Component(name)].</summary>
    public static Type[] Types(string assemblyName, params (string Type, string Component)[] classes)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(assemblyName), AssemblyBuilderAccess.RunAndCollect);
        var module = assembly.DefineDynamicModule(assemblyName);
        return classes.Select(c => Define(module, c.Type, c.Component).CreateType()).ToArray();
    }

    /// <summary>Writes a dll with one public class; without a component name it is unmarked.</summary>
    public static string Save(string folder, string assemblyName, string type, string? component, Type? baseType = null)
    {
        Directory.CreateDirectory(folder);
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(assemblyName), typeof(object).Assembly);
        Define(assembly.DefineDynamicModule(assemblyName), type, component, baseType).CreateType();
        var path = Path.Combine(folder, assemblyName + ".dll");
        assembly.Save(path);
        return path;
    }

    private static TypeBuilder Define(ModuleBuilder module, string name, string? component, Type? baseType = null)
    {
        var type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class, baseType ?? typeof(object));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        if (component is not null)
        {
            var attribute = typeof(ComponentAttribute).GetConstructor([typeof(string)])!;
            type.SetCustomAttribute(new CustomAttributeBuilder(attribute, [component]));
        }

        return type;
    }
}
