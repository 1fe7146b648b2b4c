using System.Buffers;
using System.Text.Json;
using Ptm.Engine.Library;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Running.Sessions;

/// <summary>Completes the variables of a case: what code makes of them, what earlier cases left behind.</summary>
internal sealed class CaseVariables(VariableTransform transform, VariableCode code)
{
    public const string Conversation = "_conversation";

    /// <summary>The case with all its variables, and the names of those that are data and no templates.</summary>
    /// <exception cref="PtmException">Code failed, or an output that the case needs is not there.</exception>
    public async Task<(TestCase Case, IReadOnlySet<string>? Data)> CompleteAsync(PlannedCase planned, RunRules rules, RunSession session, CancellationToken cancellationToken)
    {
        TestCase test = planned.Case;
        if (test.Setup.TransformVars is { } function)
        {
            test = test with { Vars = await transform.RunAsync(function, planned, cancellationToken).ConfigureAwait(false) };
        }

        test = await code.CallAsync(planned, test, cancellationToken).ConfigureAwait(false);
        bool converses = !test.Setup.DisablesConversation && NamesConversation(planned.Prompt);
        if (rules.StoredBy.Count == 0 && !converses)
        {
            return (test, null);
        }

        string config = ConfigOf(planned);
        RefuseMissing(planned, test, rules, session, config);
        HashSet<string> data = new(StringComparer.Ordinal);
        return (test with { Vars = Write(test.Vars, [.. session.StoredIn(config)], converses ? session.Conversation(planned) : null, data) }, data);
    }

    public static bool NamesConversation(PromptDefinition prompt) =>
        prompt.IsPromptfoo && (prompt.CodeNamesConversation
            || prompt.Text?.Contains(Conversation, StringComparison.Ordinal) == true
            || prompt.Messages.Any(message => message.Content.Contains(Conversation, StringComparison.Ordinal)));

    public static string ConfigOf(PlannedCase planned) => planned.Prompt.Location?.File ?? "";

    static JsonElement Write(JsonElement vars, KeyValuePair<string, JsonElement>[] stored, IReadOnlyList<ConversationTurn>? turns, HashSet<string> data)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            data.UnionWith(stored.Select(one => one.Key));
            if (turns is not null)
            {
                data.Add(Conversation);
            }

            writer.WriteStartObject();
            foreach (JsonProperty property in vars.EnumerateObject().Where(property => !data.Contains(property.Name)))
            {
                property.WriteTo(writer);
            }

            foreach ((string name, JsonElement output) in stored)
            {
                writer.WritePropertyName(name);
                output.WriteTo(writer);
            }

            if (turns is not null)
            {
                writer.WriteStartArray(Conversation);
                foreach (ConversationTurn turn in turns)
                {
                    turn.WriteTo(writer);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    // promptfoo lets it print as nothing, and what comes out checks something else.
    static void RefuseMissing(PlannedCase planned, TestCase test, RunRules rules, RunSession session, string config)
    {
        foreach ((string name, int index) in rules.StoredBy)
        {
            if (index < test.Index && !session.Has(config, name) && !test.Vars.TryGetProperty(name, out _) && Uses(planned, name))
            {
                throw Fault.Of(
                    DiagnosticCodes.InputMissing,
                    $"'{name}' is the output of an earlier case (storeOutputAs), which did not run or gave none. Run that case too.",
                    test.Location);
            }
        }
    }

    /// <summary>Whether a prompt, or a variable of the case, has a template that names a variable.</summary>
    public static bool Uses(PlannedCase planned, string name) =>
        NameInTemplate.IsIn(planned.Prompt.Text ?? "", name)
        || planned.Prompt.Messages.Any(message => NameInTemplate.IsIn(message.Content, name))
        || NameInTemplate.IsIn(planned.Case.Vars.GetRawText(), name)
        || planned.Case.Assertions.Any(assertion => assertion.Value is { } value && NameInTemplate.IsIn(value.GetRawText(), name));
}
