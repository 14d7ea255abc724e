namespace SharpSat.Video.Autoencoder;

/// <summary>How frames are grouped where the autoencoder shrinks or stretches time (the reference's <c>use_cp</c> / <c>fake_cp</c> flag).</summary>
public enum TemporalGrouping
{
    /// <summary>
    /// The first frame stands alone and only the rest is grouped: 4N-3 video frames for N latent frames. This is how
    /// the encoder always works, and the frame-exact way to decode the first chunk of a clip.
    /// </summary>
    FirstFrameApart,

    /// <summary>
    /// Every frame is in a group: 4N video frames for N latent frames. The way to decode every chunk but the first,
    /// and how the SAT version decodes all of them with its shipped configs. A chunk of one frame stays one frame.
    /// </summary>
    WholeGroups,

    /// <summary>
    /// The first frame stands alone where there is an odd number of frames, decided again at every layer. What diffusers
    /// does in both directions: 4N-3 video frames for an odd number of latent frames, 4N for an even one.
    /// </summary>
    ByParity,
}
