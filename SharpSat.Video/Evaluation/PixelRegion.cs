namespace SharpSat.Video.Evaluation;

/// <summary>Sets of pixels of a frame.</summary>
internal static class PixelRegion
{
    /// <summary>Groups of pixels that touch along a side, the largest first.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Parts(bool[] mask, int width)
    {
        var seen = new bool[mask.Length];
        var parts = new List<IReadOnlyList<int>>();
        for (var start = 0; start < mask.Length; start++)
        {
            if (mask[start] && !seen[start])
            {
                parts.Add(Flood(mask, seen, start, width));
            }
        }

        return [.. parts.OrderByDescending(p => p.Count)];
    }

    /// <summary>The mask that holds these pixels only.</summary>
    public static bool[] Mask(IEnumerable<int> pixels, int size)
    {
        var mask = new bool[size];
        foreach (var pixel in pixels)
        {
            mask[pixel] = true;
        }

        return mask;
    }

    /// <summary>The pixels all of whose eight neighbours belong too; pixels at the frame's edge do not.</summary>
    public static IReadOnlyList<int> Inner(IReadOnlyList<int> pixels, int height, int width)
    {
        var mask = Mask(pixels, height * width);
        int[] around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
        return [.. pixels.Where(i => i / width > 0 && i / width < height - 1 && i % width > 0 && i % width < width - 1 && around.All(step => mask[i + step]))];
    }

    private static List<int> Flood(bool[] mask, bool[] seen, int start, int width)
    {
        List<int> part = [start];
        seen[start] = true;
        for (var next = 0; next < part.Count; next++)
        {
            var i = part[next];
            Visit(i - width, i >= width);
            Visit(i + width, i + width < mask.Length);
            Visit(i - 1, i % width > 0);
            Visit(i + 1, i % width < width - 1);
        }

        return part;

        void Visit(int i, bool inside)
        {
            if (inside && mask[i] && !seen[i])
            {
                seen[i] = true;
                part.Add(i);
            }
        }
    }
}
