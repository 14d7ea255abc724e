using System.Reflection;
using System.Runtime.Loader;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Tests.Registry;

public sealed class PluginLoaderTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat-plugin").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Load_Plugin_RegistersItsComponents_OnceEvenIfNamedTwice()
    {
        AssemblyMaker.Save(_folder, "Acme.Good", "Acme.Attention", "acme.loader_good");

        var first = PluginLoader.Load("Acme.Good.dll", _folder);
        var again = PluginLoader.Load(Path.Combine(_folder, "sub", "..", "Acme.Good.dll"));

        Assert.That(again, Is.SameAs(first));
        Assert.That(ComponentRegistry.Resolve("acme.loader_good", typeof(object)).AssemblyName, Is.EqualTo("Acme.Good"));
    }

    [Test]
    public void Load_PluginDependencyBesideIt_IsFound()
    {
        var types = SaveWithDependency();
        PluginLoader.Load(types.Plugin);
        var entry = ComponentRegistry.Resolve("acme.loader_dependent", typeof(object));
        Assert.That(entry.Type.BaseType!.FullName, Is.EqualTo("Acme.Base"));
    }

    [Test]
    public void Load_MissingDependency_IsNamed()
    {
        var types = SaveWithDependency();
        File.Delete(types.Dependency);

        var error = Assert.Throws<InputException>(() => PluginLoader.Load(types.Plugin));

        Assert.That(error!.Message, Is.EqualTo(
            $"Plugin '{types.Plugin}' cannot be loaded: Acme.Dependent needs Acme.Base 0.0.0.0, which is neither part of SharpSat "
            + "nor in the plugin's folder. Copy Acme.Base.dll there, or publish the plugin and name the published dll."));
    }

    [Test]
    public void Load_DependencyOfAnotherVersion_NamesTheTypeThatIsGone()
    {
        var types = SaveWithDependency();
        AssemblyMaker.Save(_folder, "Acme.Base", "Acme.Renamed", component: null);

        var error = Assert.Throws<InputException>(() => PluginLoader.Load(types.Plugin));

        Assert.That(error!.Message, Does.StartWith($"Plugin '{types.Plugin}' does not fit this SharpSat").And.Contain("'Acme.Base'").And.Contain("build it anew"));
    }

    [Test]
    public void Load_MissingFile_SuggestsItsNeighbours()
    {
        AssemblyMaker.Save(_folder, "Acme.Attention", "Acme.Thing", "acme.loader_unused");
        var missing = Path.Combine(_folder, "Acme.Atention.dll");
        var error = Assert.Throws<InputException>(() => PluginLoader.Load(missing));
        Assert.That(error!.Message, Is.EqualTo($"Plugin '{missing}' does not exist. Did you mean 'Acme.Attention.dll'?"));
    }

    [Test]
    public void Load_MissingFolder_IsSaid()
    {
        var missing = Path.Combine(_folder, "nowhere", "x.dll");
        var error = Assert.Throws<InputException>(() => PluginLoader.Load(missing));
        Assert.That(error!.Message, Does.EndWith($"The folder '{Path.Combine(_folder, "nowhere")}' does not exist either."));
    }

    [Test]
    public void Load_NotAnAssembly_IsRefused()
    {
        var path = Path.Combine(_folder, "text.dll");
        File.WriteAllText(path, "this is not an assembly");
        var error = Assert.Throws<InputException>(() => PluginLoader.Load(path));
        Assert.That(error!.Message, Is.EqualTo($"Plugin '{path}' is not a .NET assembly that this runtime can load."));
    }

    [Test]
    public void Load_NothingMarked_IsRefused()
    {
        var path = AssemblyMaker.Save(_folder, "Acme.Plain", "Acme.Plain", component: null);
        var error = Assert.Throws<InputException>(() => PluginLoader.Load(path));
        Assert.That(error!.Message, Is.EqualTo(
            $"Plugin '{path}' marks no class with [Model], [Mixin] or [Component], so there is nothing in it to use."));
    }

    private (string Plugin, string Dependency) SaveWithDependency()
    {
        var dependency = AssemblyMaker.Save(_folder, "Acme.Base", "Acme.Base", component: null);
        var context = new AssemblyLoadContext("compile", isCollectible: true);
        using var bytes = new MemoryStream(File.ReadAllBytes(dependency));
        Type baseType = context.LoadFromStream(bytes).GetType("Acme.Base", throwOnError: true)!;
        return (AssemblyMaker.Save(_folder, "Acme.Dependent", "Acme.Derived", "acme.loader_dependent", baseType), dependency);
    }
}
