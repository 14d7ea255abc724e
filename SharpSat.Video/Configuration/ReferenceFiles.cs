using SharpSat.Core.Configuration;
using SharpSat.Video.Interop.Sat.Yaml;

namespace SharpSat.Video.Configuration;

/// <summary>Config files of the reference among others.</summary>
internal static class ReferenceFiles
{
    /// <summary>
    /// The documents with those of the reference, merged, as one run config in the place of the first: files in
    /// SharpSat's own schema before and after it are laid under and over it.
    /// </summary>
    public static IReadOnlyList<ConfigDocument> Translate(IReadOnlyList<ConfigDocument> documents)
    {
        var reference = documents.Where(SatDocument.Recognises).ToList();
        if (reference.Count == 0)
        {
            return documents;
        }

        var translated = SatDocument.Translate(reference.Aggregate((under, over) => over.Over(under)));
        var before = documents.TakeWhile(document => document != reference[0]);
        return [.. before, translated, .. documents.Where(document => !reference.Contains(document)).Except(before)];
    }
}
