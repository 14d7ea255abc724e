using System.Numerics;

namespace SharpSat.Video.Evaluation;

/// <summary>The one shape of a frame.</summary>
/// <param name="Mask">Its pixels, row by row.</param>
/// <param name="Width">Width of the frame in pixels.</param>
/// <param name="Area">Number of its pixels.</param>
/// <param name="X">Centroid, pixels from the left edge.</param>
/// <param name="Y">Centroid, pixels from the top edge.</param>
/// <param name="Fill">Colour (R, G, B), 0 to 255.</param>
internal sealed record FoundShape(bool[] Mask, int Width, int Area, double X, double Y, Vector3 Fill);
