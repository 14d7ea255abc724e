using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Tests.Approvals;

namespace SharpSat.Tests.Registry;

public sealed class ComponentRulesTests
{
    [Test]
    public void Check_ClassesThatDoNotFit_AreRefusedWithTheReason()
    {
        var misfits = new (Type Type, ComponentAttribute Attribute)[]
        {
            (typeof(Abstract), new ComponentAttribute("test.abstract")),
            (typeof(Generic<>), new ComponentAttribute("test.generic")),
            (typeof(Hidden), new ComponentAttribute("test.hidden")),
            (typeof(TwoConstructors), new ComponentAttribute("test.two_constructors")),
            (typeof(TwoRecords), new ComponentAttribute("test.two_records")),
            (typeof(Fitting), new MixinAttribute("test.no_mixin")),
            (typeof(Fitting), new ModelAttribute("test.no_model")),
            (typeof(Fitting), new ComponentAttribute("test name")),
            (typeof(Fitting), new ComponentAttribute("test.fitting") { Aliases = [""] }),
        };
        var messages = misfits.Select(m => Assert.Throws<InputException>(() => ComponentRules.Check(m.Type, m.Attribute))!.Message);
        Approval.Verify("Registry/misfits", string.Join("\n", messages));
    }

    [Test]
    public void Check_FittingClass_GivesATypedEntry()
    {
        var entry = ComponentRules.Check(typeof(Fitting), new ComponentAttribute("test.fitting") { Aliases = ["other.name"] });
        Assert.Multiple(() =>
        {
            Assert.That(entry.Name, Is.EqualTo("test.fitting"));
            Assert.That(entry.Aliases, Is.EqualTo(new[] { "other.name" }));
            Assert.That(entry.Kind, Is.EqualTo(ComponentKind.Component));
            Assert.That(entry.ParamsType, Is.EqualTo(typeof(FirstParams)));
            Assert.That(entry.AssemblyName, Is.EqualTo("SharpSat.Tests"));
            Assert.That(entry.Contracts, Is.EqualTo(new[] { typeof(IFits) }));
        });
    }

    public interface IFits;

    public abstract class Abstract;

    public sealed class Generic<T>;

    public sealed class Hidden
    {
        private Hidden()
        {
        }
    }

    public sealed class TwoConstructors
    {
        public TwoConstructors()
        {
        }

        public TwoConstructors(int size) => Size = size;

        public int Size { get; }
    }

    public sealed record FirstParams(int Size);

    public sealed record SecondParams(int Size);

    public sealed class TwoRecords(FirstParams first, SecondParams second)
    {
        public int Sum { get; } = first.Size + second.Size;
    }

    public sealed class Fitting(FirstParams parameters) : IFits, IDisposable
    {
        public int Size { get; } = parameters.Size;

        public void Dispose()
        {
        }
    }
}
