using System.Text.RegularExpressions;

namespace SharpSat.Tests.Docs;

public sealed class ErrorRulesTests
{
    private static readonly string Page = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documents", "errors.md");

    [Test]
    public void EveryRule_HasTests_AndTheyExist()
    {
        var rules = File.ReadLines(Page)
            .SkipWhile(line => !line.StartsWith("| rule |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .ToList();
        Assert.That(rules, Has.Count.AtLeast(15));
        foreach (var rule in rules)
        {
            var tests = Regex.Matches(rule.Split('|')[^2], @"`(?<type>\w+)\.(?<method>\w+)`");
            Assert.That(tests, Is.Not.Empty, rule);
            Assert.That(tests.Where(test => !IsTest(test.Groups["type"].Value, test.Groups["method"].Value)).Select(test => test.Value), Is.Empty, rule);
        }
    }

    private static bool IsTest(string type, string method) => typeof(ErrorRulesTests).Assembly.GetTypes()
        .Where(t => t.Name == type)
        .SelectMany(t => t.GetMethods())
        .Any(m => m.Name == method && m.GetCustomAttributes(inherit: true).Any(a => a is TestAttribute or TestCaseAttribute or TestCaseSourceAttribute));
}
