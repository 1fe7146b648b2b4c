using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ptm.Engine.Optimizing.Splitting;

/// <summary>
/// Which cases the search sees, and which are held out. Each case's side follows from its id, so that a case that is added, moved or changed moves no other;
/// only a small set, of which too few would be held out, and cases beyond the most that are used depend on the others.
/// </summary>
internal static class CaseSplit
{
    /// <summary>So many held-out cases it takes that the sign-flip test can prove anything at the first look's alpha: 2^-6 is below it, 2^-5 is not.</summary>
    public const int LeastHeldOut = 6;

    public const int LeastTrain = 3;

    public const int MostTrain = 200;

    public const int MostHeldOut = 400;

    /// <summary>Cases of a prompt that are looked at; beyond them none is used.</summary>
    public const int MostRead = 20_000;

    /// <summary>Splits a prompt's cases.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="heldOut">The share that is held out, 0 to 0.9.</param>
    public static CasesSplit Of(PromptDefinition prompt, double heldOut)
    {
        List<TestCase> cases = [];
        int without = 0;
        foreach (TestCase one in prompt.Tests.Take(MostRead))
        {
            if (IsChecked(prompt, one))
            {
                cases.Add(one);
            }
            else
            {
                without++;
            }
        }

        double[] places = PlacesOf(cases);
        int least = heldOut > 0 ? Math.Clamp(cases.Count - LeastTrain, 0, LeastHeldOut) : 0;
        int most = Math.Max(least, cases.Count - LeastTrain);
        int[] ranked = [.. Enumerable.Range(0, cases.Count).OrderBy(index => places[index]).ThenBy(index => cases[index].Id, StringComparer.Ordinal)];
        int count = Math.Clamp(ranked.Count(index => places[index] < heldOut), least, most);

        // Twins stay together where there are cases enough for both sides.
        while (count > 0 && count < most && places[ranked[count]].Equals(places[ranked[count - 1]]))
        {
            count++;
        }

        int beyond = Math.Max(0, prompt.Tests.Count - MostRead) + Math.Max(0, count - MostHeldOut) + Math.Max(0, cases.Count - count - MostTrain);
        return new(IdsOf(cases, ranked[count..], MostTrain), IdsOf(cases, ranked[..count], MostHeldOut), without, beyond);
    }

    /// <summary>The cases of these ids.</summary>
    public static IReadOnlyDictionary<string, TestCase> Find(PromptDefinition prompt, CasesSplit split)
    {
        HashSet<string> wanted = [.. split.Train, .. split.HeldOut];
        return prompt.Tests.Take(MostRead).Where(one => wanted.Contains(one.Id)).ToDictionary(one => one.Id);
    }

    static bool IsChecked(PromptDefinition prompt, TestCase one) => one.Unsupported.Count == 0 && (one.Assertions.Count > 0 || prompt.AdditionalMetrics.Count > 0);

    static List<string> IdsOf(List<TestCase> cases, int[] indexes, int most) => [.. indexes.Take(most).Order().Select(index => cases[index].Id)];

    // The same input on both sides would be learnt and then asked: cases with the same variables have the place of the one whose id comes first.
    static double[] PlacesOf(List<TestCase> cases)
    {
        Dictionary<string, string> first = [];
        string[] inputs = [.. cases.Select(one => one.Vars.GetRawText())];
        for (int index = 0; index < inputs.Length; index++)
        {
            if (!first.TryGetValue(inputs[index], out string? known) || string.CompareOrdinal(cases[index].Id, known) < 0)
            {
                first[inputs[index]] = cases[index].Id;
            }
        }

        bool hasInput = first.Count > 1;
        return [.. cases.Select((one, index) => PlaceOf(hasInput ? first[inputs[index]] : one.Id))];
    }

    static double PlaceOf(string id)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes("ptm-split-1\n" + id));
        return (BinaryPrimitives.ReadUInt64BigEndian(digest) >> 11) * (1.0 / (1UL << 53));
    }
}
