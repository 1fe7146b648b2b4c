using System.Globalization;
using Xunit.Sdk;

namespace Ptm.Xunit.Discovery;

/// <summary>What makes a case the same case after its file was edited.</summary>
internal sealed record CaseKey(string PromptId, string CaseId, string Provider, int Sample)
{
    public static CaseKey Of(PlannedCase planned) => new(planned.Prompt.Id, planned.Case.Id, planned.Provider, planned.Sample);

    /// <summary>The test's id: the method's id and this key, nothing of the case's content or position.</summary>
    public string ToUniqueId(string methodId)
    {
        using UniqueIDGenerator generator = new();
        generator.Add(methodId);
        generator.Add(WholeText.Of(PromptId));
        generator.Add(WholeText.Of(CaseId));
        generator.Add(WholeText.Of(Provider));
        if (Sample > 0)
        {
            generator.Add(Sample.ToString(CultureInfo.InvariantCulture));
        }

        return generator.Compute();
    }
}
