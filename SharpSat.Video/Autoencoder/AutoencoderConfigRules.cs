using SharpSat.Core.Errors;

namespace SharpSat.Video.Autoencoder;

/// <summary>What makes an <see cref="AutoencoderConfig"/> legal.</summary>
internal static class AutoencoderConfigRules
{
    /// <exception cref="InputException">A rule is broken; the message names it and what would do.</exception>
    public static void Check(AutoencoderConfig config)
    {
        if (config.ChannelMultipliers is not { Count: > 0 })
        {
            throw new InputException("The autoencoder's channel multipliers are empty; it needs one per resolution, for example [1, 2, 2, 4].");
        }

        AtLeastOne("in channels", config.InChannels);
        AtLeastOne("out channels", config.OutChannels);
        AtLeastOne("latent channels", config.LatentChannels);
        AtLeastOne("base channels", config.BaseChannels);
        AtLeastOne("residual blocks", config.ResBlocks);
        AtLeastOne("norm groups", config.NormGroups);
        foreach (var multiplier in config.ChannelMultipliers)
        {
            AtLeastOne("channel multipliers", multiplier);
        }

        if (!(config.NormEpsilon > 0) || !double.IsFinite(config.NormEpsilon))
        {
            throw new InputException(FormattableString.Invariant($"The autoencoder's norm epsilon is {config.NormEpsilon}; it must be a number above 0, for example 1e-6."));
        }

        if (config.EncoderBlockNormEpsilon is { } epsilon && (!(epsilon > 0) || !double.IsFinite(epsilon)))
        {
            throw new InputException(FormattableString.Invariant($"The encoder blocks' norm epsilon is {epsilon}; it must be a number above 0, for example 1e-6."));
        }

        if (config.LevelChannels is { } levels && (levels.Count == 0 || levels[0] != config.BaseChannels || levels.Any(count => count < 1)))
        {
            throw new InputException(
                $"The autoencoder's level channels are [{string.Join(", ", levels)}]; they must be at least 1 and begin with its base channels, {config.BaseChannels}.");
        }

        AtLeastOne("sample height", config.SampleHeight);
        AtLeastOne("sample width", config.SampleWidth);
        CheckTemporalCompression(config);
        CheckGroups(config);
    }

    private static void AtLeastOne(string what, int value)
    {
        if (value < 1)
        {
            throw new InputException($"The autoencoder's {what} are {value}; the least is 1.");
        }
    }

    private static void CheckTemporalCompression(AutoencoderConfig config)
    {
        var most = 1 << (config.Levels - 1);
        if (config.TemporalCompression < 1 || !int.IsPow2(config.TemporalCompression) || config.TemporalCompression > most)
        {
            var legal = Enumerable.Range(0, config.Levels).Select(level => 1 << level);
            throw new InputException(
                $"The autoencoder's temporal compression is {config.TemporalCompression}; with {config.Levels} resolutions it can be {string.Join(", ", legal)}.");
        }
    }

    private static void CheckGroups(AutoencoderConfig config)
    {
        var channels = Enumerable.Range(0, config.Levels).Select(config.Channels).Prepend(config.BaseChannels).Distinct().ToList();
        var misfit = channels.FirstOrDefault(count => count % config.NormGroups != 0);
        if (misfit == 0)
        {
            return;
        }

        var legal = Enumerable.Range(1, channels.Min()).Where(groups => channels.All(count => count % groups == 0));
        throw new InputException(
            $"The autoencoder's norm groups are {config.NormGroups}, which does not divide {misfit} channels; "
            + $"group counts that divide {string.Join(", ", channels)}: {string.Join(", ", legal)}.");
    }
}
