using System.CommandLine;
using System.Globalization;
using SharpSat.Core.Errors;

namespace SharpSat.Cli.Commands;

/// <summary><c>--rank</c> and <c>--world-size</c>: which part of the prompts this process makes.</summary>
internal sealed class RankOptions
{
    private const string RankVariable = "OMPI_COMM_WORLD_RANK";
    private const string SizeVariable = "OMPI_COMM_WORLD_SIZE";

    private readonly Option<int?> _rank = new("--rank") { Description = $"Number of this process among several that share the prompts; {RankVariable} by default." };
    private readonly Option<int?> _size = new("--world-size") { Description = $"Number of processes; each takes every so-many-th prompt. {SizeVariable} by default." };

    public IEnumerable<Option> All => [_rank, _size];

    /// <summary>This process's share: the prompts rank, rank + size, rank + 2 size, ... under their own numbers.</summary>
    /// <exception cref="InputException">Only one of the two is given, or the rank is outside the world.</exception>
    public RankShare Share(ParseResult parsed, IReadOnlyList<PromptLine> all)
    {
        var (rank, size) = (parsed.GetValue(_rank) ?? Variable(RankVariable), parsed.GetValue(_size) ?? Variable(SizeVariable));
        return Share(rank, size, all);
    }

    internal static RankShare Share(int? rank, int? size, IReadOnlyList<PromptLine> all)
    {
        if (rank is null != size is null)
        {
            throw new InputException("--rank and --world-size belong together; give both or neither.");
        }

        var (mine, world) = (rank ?? 0, size ?? 1);
        if (world < 1 || mine < 0 || mine >= world)
        {
            throw new InputException($"--rank {mine} --world-size {world}: the size is at least 1 and the rank from 0 to one less.");
        }

        return new RankShare(mine, world, [.. all.Where(line => line.Number % world == mine)]);
    }

    private static int? Variable(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
