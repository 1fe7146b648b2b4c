using Ptm.Xunit;

namespace Ptm.Bench.Prompts;

/// <summary>The cases of <c>prompts/p.yaml</c>, which the script writes.</summary>
public sealed class PromptTests
{
    [PtmPromptTheory("p")]
    public void Case()
    {
    }
}
