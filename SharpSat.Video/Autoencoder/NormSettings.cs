namespace SharpSat.Video.Autoencoder;

/// <summary>Number of groups and what is added to their variance.</summary>
internal readonly record struct NormSettings(long Groups, double Epsilon);
