using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Build.Framework;

namespace Ptm.Build;

/// <summary>The gate's properties, and what a name most likely meant that is near one of them. Names of the user's own are their matter.</summary>
internal static class PropertyNames
{
    public const string Prefix = "Ptm";

    const int MostEdits = 2;

    static readonly string[] s_known =
    [
        "PtmEvalEnabled", "PtmMinScore", "PtmMinPassRate", "PtmMaxCostUsd", "PtmMaxLatencyMs", "PtmMaxErrors", "PtmMaxUnchecked", "PtmSamples", "PtmConfidence", "PtmBaseline",
        "PtmMinEffect", "PtmOnInconclusive", "PtmProviders", "PtmCassettes", "PtmReport", "PtmAnnotations", "PtmStepSummary", "PtmContinueOnError", "PtmTimeoutSeconds",
    ];

    /// <summary>Warns of each name that is nearly one of the gate's.</summary>
    public static void WarnOfMisspelt(IEnumerable<string> names, BuildLog log, IBuildEngine build)
    {
        foreach (string name in names.Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !s_known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            if (s_known.Select(known => (Known: known, Edits: Edits(name.ToUpperInvariant(), known.ToUpperInvariant()))).OrderBy(one => one.Edits).First() is { Edits: <= MostEdits } nearest)
            {
                log.WarnOnce(BuildLog.UnknownKey, $"The gate has no property {name}, which is set and has no effect. Did you mean {nearest.Known}?", build);
            }
        }
    }

    // Two letters that changed places are one edit.
    static int Edits(string from, string to)
    {
        int[][] edits = [.. Enumerable.Range(0, from.Length + 1).Select(_ => new int[to.Length + 1])];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                edits[i][j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(edits[i - 1][j], edits[i][j - 1]) + 1, edits[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    edits[i][j] = Math.Min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }

        return edits[from.Length][to.Length];
    }
}
