using System.Text.Json;
using Ptm;
using Ptm.Xunit;
using Support.App;
using Xunit;

namespace Support.Tests;

public sealed class PromptTests
{
    // Every case of prompts/refund.yaml is a test of its own.
    [PtmPromptTheory("support.refund")]
    public void Refund_answers()
    {
    }

    // The body sees the result and may ask for more than the file does.
    [PtmPromptTheory("support.extract")]
    public void Tickets_become_JSON(CaseResult result)
    {
        using JsonDocument ticket = JsonDocument.Parse(result.Output!.Text);

        Assert.Equal(3, ticket.RootElement.EnumerateObject().Count());
    }

    // The provider is a method of the application.
    [PtmPromptTheory("support.triage")]
    public void Triage_knows_its_team(PtmCase @case) =>
        Assert.Contains(TicketTriage.Team(@case.Vars.GetProperty("ticket").GetString()!), (string[])["billing", "shipping", "person"]);

    // A promptfoo config runs as it stands.
    [PtmPromptTheory(File = "../../Promptfoo/promptfooconfig.yaml")]
    public void Blurbs()
    {
    }
}
