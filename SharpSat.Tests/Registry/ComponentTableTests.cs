using SharpSat.Core.Errors;
using SharpSat.Core.Registry;

namespace SharpSat.Tests.Registry;

public sealed class ComponentTableTests
{
    [Test]
    public void Add_NameClaimedTwice_NamesBothTypesAndAssemblies_AndAddsNothing()
    {
        var table = new ComponentTable();
        table.Add(AssemblyMaker.Types("Acme.One", ("Acme.First", "acme.thing")));

        var error = Assert.Throws<InputException>(() => table.Add(
            AssemblyMaker.Types("Acme.Two", ("Acme.Fresh", "acme.fresh"), ("Acme.Second", "acme.thing"))));

        Assert.That(error!.Message, Is.EqualTo(
            "The component name 'acme.thing' is claimed twice: by Acme.First (Acme.One) and by Acme.Second (Acme.Two). "
            + "Rename one of them; third parties prefix their names, as in 'acme.my_attention'."));
        Assert.That(table.Entries.Select(e => e.Name), Is.EqualTo(new[] { "acme.thing" }), "a failed scan adds nothing");
    }

    [Test]
    public void Add_UnmarkedClasses_AreIgnored()
    {
        Assert.That(new ComponentTable().Add([typeof(string), typeof(ComponentTableTests)]), Is.Empty);
    }

    [Test]
    public void Resolve_UnknownName_ListsNearMatchesOfTheNeededKind()
    {
        var table = new ComponentTable();
        table.Add(AssemblyMaker.Types("Acme.One", ("Acme.First", "acme.first"), ("Acme.Second", "acme.second")));

        var near = Assert.Throws<InputException>(() => table.Resolve("acme.frist", typeof(object)));
        var none = Assert.Throws<InputException>(() => table.Resolve("acme.frist", typeof(IDisposable)));

        Assert.That(near!.Message, Is.EqualTo("There is no Object named 'acme.frist'. Did you mean 'acme.first'?"));
        Assert.That(none!.Message, Is.EqualTo("There is no IDisposable named 'acme.frist'. No IDisposable is registered."));
    }

    [Test]
    public void Resolve_NameOfAnotherKind_SaysWhatItIsAndListsTheRightOnes()
    {
        var table = new ComponentTable();
        table.Add([typeof(Round), typeof(Square), typeof(Loud)]);

        var error = Assert.Throws<InputException>(() => table.Resolve("test.table_loud", typeof(IShape)));

        Assert.That(error!.Message, Is.EqualTo(
            "'test.table_loud' is SharpSat.Tests.Registry.ComponentTableTests+Loud (ISound), but IShape is needed here. "
            + "Registered as IShape: 'test.table_round', 'test.table_square'."));
    }

    [Test]
    public void Resolve_Alias_GivesTheSameEntry()
    {
        var table = new ComponentTable();
        table.Add([typeof(Round)]);
        Assert.That(table.Resolve("tests.shapes.Round", typeof(IShape)), Is.SameAs(table.Resolve("test.table_round", typeof(IShape))));
    }

    [Test]
    public void Registry_ScannedTwice_AddsNothingTheSecondTime()
    {
        ComponentRegistry.Scan(typeof(ComponentTableTests).Assembly);
        Assert.That(ComponentRegistry.Scan(typeof(ComponentTableTests).Assembly), Is.Empty);
        Assert.That(ComponentRegistry.Resolve("test.table_round", typeof(IShape)).Type, Is.EqualTo(typeof(Round)));
        Assert.That(ComponentRegistry.Entries.Select(e => e.Name), Is.Unique.And.Ordered);
    }

    [Test]
    public void Registry_OwnComponents_HaveParamsThatBind()
    {
        var own = ComponentRegistry.Entries.Where(e => e.AssemblyName is "SharpSat.Core" or "SharpSat.Mixins" or "SharpSat.Video").ToList();
        Assert.That(own.Select(e => e.Name), Does.Contain("cogvideox").And.Contain("lora").And.Contain("ddim"));
        foreach (var type in own.Select(e => e.ParamsType).OfType<Type>())
        {
            Assert.That(SharpSat.Core.Configuration.RecordShape.Of(type).Names, Is.Not.Empty, type.FullName);
        }
    }

    public interface IShape;

    public interface ISound;

    [Component("test.table_round", Aliases = ["tests.shapes.Round"])]
    public sealed class Round : IShape;

    [Component("test.table_square")]
    public sealed class Square : IShape;

    [Component("test.table_loud")]
    public sealed class Loud : ISound;
}
