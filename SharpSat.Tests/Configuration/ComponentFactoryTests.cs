using Autofac;
using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Core.Registry;
using SharpSat.Tests.Approvals;

namespace SharpSat.Tests.Configuration;

public sealed class ComponentFactoryTests
{
    private ComponentFactory _factory = null!;

    [SetUp]
    public void Compose()
    {
        ComponentRegistry.Scan(typeof(ComponentFactoryTests).Assembly);
        _factory = new ComponentFactory(services => services.RegisterInstance(new Paint("red")));
    }

    [TearDown]
    public void DisposeFactory() => _factory.Dispose();

    [Test]
    public void Create_BindsParams_AndTakesServicesFromTheContainer()
    {
        var circle = (Circle)_factory.Create<IFigure>(Node("""{ "target": "test.circle", "params": { "radius": 2.5 } }"""));
        Assert.That(circle.Params.Radius, Is.EqualTo(2.5));
        Assert.That(circle.Paint.Colour, Is.EqualTo("red"));
        Assert.That(circle.Extra, Is.Null);
    }

    [Test]
    public void Create_ServicesOfTheCall_ComeFirst()
    {
        var node = Node("""{ "target": "test.circle", "params": { "radius": 1 } }""");
        var circle = (Circle)_factory.Create<IFigure>(node, "extra", new Paint("blue"));
        Assert.That(circle.Paint.Colour, Is.EqualTo("blue"));
        Assert.That(circle.Extra, Is.EqualTo("extra"));
    }

    [Test]
    public void Create_NestedNodes_StayNodesForTheirOwner()
    {
        var group = (Group)_factory.Create<IFigure>(Node("""{ "target": "test.group", "params": { "first": { "target": "test.circle", "params": { "radius": 3 } } } }"""));
        Assert.That(((Circle)group.First).Params.Radius, Is.EqualTo(3));
    }

    [Test]
    public void Create_Errors_AsTheUserSeesThem()
    {
        string[] nodes =
        [
            """{ "target": "test.circel" }""",
            """{ "target": "test.table_loud" }""",
            """{ "target": "test.circle" }""",
            """{ "target": "test.circle", "params": { "radius": "big" } }""",
            """{ "target": "test.circle", "params": { "radius": 1, "raduis": 2 } }""",
            """{ "target": "test.circle", "params": { "radius": -1 } }""",
            """{ "target": "test.dot", "params": { "size": 1 } }""",
            """{ "target": "test.group", "params": { "first": { "target": "test.nothing" } } }""",
            """{ "target": "test.lonely" }""",
        ];
        Approval.Verify(
            "Configuration/factory-errors",
            string.Join("\n", nodes.Select(n => $"{n}\n    {Assert.Throws<ConfigException>(() => _factory.Create<IFigure>(Node(n)))!.Message}")));
    }

    [Test]
    public void Create_ComponentWithoutParams_AcceptsNoneOrEmpty()
    {
        Assert.That(_factory.Create<IFigure>(Node("""{ "target": "test.dot" }""")), Is.InstanceOf<Dot>());
        Assert.That(_factory.Create<IFigure>(Node("""{ "target": "test.dot", "params": { } }""")), Is.InstanceOf<Dot>());
    }

    [Test]
    public void Create_NodeMadeInCode_WorksWithoutAFile()
    {
        var node = new ComponentNode("test.circle", new Newtonsoft.Json.Linq.JObject { ["radius"] = -1 });
        var error = Assert.Throws<ConfigException>(() => _factory.Create<IFigure>(node));
        Assert.That(error!.Message, Is.EqualTo("A circle's radius must not be negative, but is -1."));
    }

    private static ComponentNode Node(string json) =>
        ConfigDocument.Parse($"{{\n\"figure\":\n{json} }}", "c.json").Bind<Holder>().Figure;

    public interface IFigure;

    public sealed class Paint(string colour)
    {
        public string Colour { get; } = colour;
    }

    public sealed record Holder(ComponentNode Figure);

    public sealed record CircleParams
    {
        public required double Radius { get; init; }
    }

    [Component("test.circle")]
    public sealed class Circle(CircleParams parameters, Paint paint, string? extra = null) : IFigure
    {
        public CircleParams Params { get; } = parameters.Radius >= 0
            ? parameters
            : throw new InputException($"A circle's radius must not be negative, but is {parameters.Radius}.");

        public Paint Paint { get; } = paint;

        public string? Extra { get; } = extra;
    }

    [Component("test.dot")]
    public sealed class Dot : IFigure;

    [Component("test.lonely")]
    public sealed class Lonely(TimeZoneInfo zone) : IFigure
    {
        public TimeZoneInfo Zone { get; } = zone;
    }

    public sealed record GroupParams(ComponentNode First);

    [Component("test.group")]
    public sealed class Group(GroupParams parameters, ComponentFactory factory) : IFigure
    {
        public IFigure First { get; } = factory.Create<IFigure>(parameters.First);
    }
}
