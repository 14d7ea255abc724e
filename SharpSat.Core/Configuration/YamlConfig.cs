using Newtonsoft.Json.Linq;
using YamlDotNet.Core;

namespace SharpSat.Core.Configuration;

/// <summary>
/// YAML text to the same tree that JSON gives, every value with its line. Scalars are read as PyYAML and OmegaConf read
/// them (YAML 1.1, and 1e-5 is a number); anchors, aliases and merge keys work within bounds; a repeated key, a second
/// document, a value that refers to itself and tags for objects of a language are errors.
/// </summary>
public static class YamlConfig
{
    /// <summary>Longest text, in characters.</summary>
    internal const int MaxLength = 8 * 1024 * 1024;

    private static readonly string[] Extensions = [".yaml", ".yml"];

    /// <summary>Whether a file's name says that it is YAML.</summary>
    public static bool IsYaml(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The one value that a text holds; an empty text is an empty mapping.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What messages call it, usually a file path.</param>
    /// <exception cref="ConfigException">The text is no YAML document, or is out of bounds.</exception>
    public static JToken Read(string yaml, string source)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > MaxLength)
        {
            throw new ConfigException(new ConfigOrigin(source, 1), string.Empty, $"the text has {yaml.Length} characters; a config has at most {MaxLength}.");
        }

        var scanner = new Scanner(new StringReader(yaml), skipComments: true);
        try
        {
            return new YamlTree(new Parser(scanner), source).Document();
        }
        catch (YamlException e)
        {
            throw new ConfigException(new ConfigOrigin(source, (int)Math.Max(1, e.Start.Line)), string.Empty, $"this is not valid YAML: {Reason(e)}", e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner's own errors on broken escapes and directives.
            throw new ConfigException(new ConfigOrigin(source, (int)Math.Max(1, scanner.CurrentPosition.Line)), string.Empty, $"this is not valid YAML: {e.Message}", e);
        }
    }

    private static string Reason(Exception e) => e.Message.Length <= 160 ? e.Message : string.Concat(e.Message.AsSpan(0, 157), "...");
}
