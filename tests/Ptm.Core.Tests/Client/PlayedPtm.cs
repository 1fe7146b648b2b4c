namespace Ptm.Core.Tests.Client;

/// <summary>What a PTM server of ours answers, in little.</summary>
public static class PlayedPtm
{
    public const string Token = "ptm_secret+token/1234567890=";

    public const string Run = """{"run_key": "r1", "state": "completed", "results": [{"id": "1", "prompt_id": "p", "provider": "e", "outcome": "passed", "output": "Hello"}]}""";

    const string Prompt = """{"id": "my_team.summarizer", "label": "Summarizer", "version": 3, "prompt_text": "Summarize: {{text}}", "provider_profiles": ["own"], "team": "my_team"}""";
    const string Tests = """{"items": [{"id": "a", "vars": {"text": "old", "n": 1}, "assert": [{"type": "icontains", "value": "x"}]}]}""";
    const string Skill = """{"id": "s1", "qualified_name": "my_team.summarizer", "name": "summarizer", "prompt_id": "p"}""";
    const string SkillContents = """{"prompt_md": "---\nname: summarizer\n---\nSummarize", "manifest": {"version": 3}, "files": {"docs/a.md": "A"}}""";
    const string PromptContents = """{"prompt_text": "Summarize", "version": 3, "tests": [], "deepeval_metrics": [{"name": "a", "criteria": "b"}]}""";
    const string Optimization = """{"id": "o1", "prompt_id": "p", "state": "completed"}""";
    const string Usage = """{"lifetime": null, "last_30d": null, "last_7d": null, "last_request_at": null}""";

    public static PtmClient Client(PlayedServer server, Action<PtmClientOptions>? configure = null)
    {
        PtmClientOptions options = new() { TimeProvider = new SkippingTime(), Routes = PtmRoutes.Default, VerifySsl = true };
        configure?.Invoke(options);
        return new(server.Url, Token, options);
    }

    public static string Event(long sequence, string state) =>
        $$"""
        id: {{sequence}}
        event: progress
        data: {"run_key": "r1", "sequence": {{sequence}}, "state": "{{state}}", "completed": {{sequence}}, "total": 3}


        """.ReplaceLineEndings("\n");

    public static PlayedAnswer Answer(RecordedRequest request)
    {
        PtmRoute? route = PtmRoutes.Default.All.OrderBy(route => route.Template.Count(character => character == '{')).FirstOrDefault(route => route.Method == request.Method && route.TryMatch(request.Target, out _));
        return route?.Operation switch
        {
            PtmOperations.ListPrompts => PlayedAnswer.Json($"[{Prompt}]"),
            PtmOperations.GetPrompt or PtmOperations.CreatePrompt => PlayedAnswer.Json(Prompt),
            PtmOperations.GetPromptTests => PlayedAnswer.Json(Tests),
            PtmOperations.ListPromptVersions => PlayedAnswer.Json("""{"items": [{"prompt_id": "p", "version_number": 3, "hash": "sha256:1"}]}"""),
            PtmOperations.GetPromptVersion => PlayedAnswer.Json($$"""{"prompt_id": "p", "version_number": 3, "hash": "sha256:1", "prompt": {{Prompt}}}"""),
            PtmOperations.GetPromptContents => PlayedAnswer.Json(PromptContents),
            PtmOperations.GetPromptUsageMetrics or PtmOperations.GetSkillUsageMetrics => PlayedAnswer.Json(Usage),
            PtmOperations.ListProviders => PlayedAnswer.Json("""{"items": [{"id": "echo", "type": "echo"}]}"""),
            PtmOperations.ListGroups => PlayedAnswer.Json("""{"items": [{"name": "g", "prompt_count": 1}]}"""),
            PtmOperations.RunEval or PtmOperations.RunManualEval => PlayedAnswer.Json("""{"run_key": "r1", "state": "queued"}""", 202),
            PtmOperations.ListRuns => PlayedAnswer.Json($"[{Run}]"),
            PtmOperations.GetRun => PlayedAnswer.Json(Run),
            PtmOperations.RunReport => PlayedAnswer.Of("<!doctype html>", 200, "text/html"),
            PtmOperations.WaitForRun => PlayedAnswer.Events(": hello\n\n" + Event(1, "running") + Event(2, "completed")),
            PtmOperations.GetOptimizationHistory => PlayedAnswer.Json($"[{Optimization}]"),
            PtmOperations.SubmitOptimization or PtmOperations.GetOptimizationStatus or PtmOperations.GetOptimizationDetail => PlayedAnswer.Json(Optimization),
            PtmOperations.ListSkills or PtmOperations.GetSkillsByPrompt => PlayedAnswer.Json($"[{Skill}]"),
            PtmOperations.GetSkill or PtmOperations.GetSkillByName or PtmOperations.PublishSkill or PtmOperations.UpdateSkill => PlayedAnswer.Json(Skill),
            PtmOperations.GetSkillContents => PlayedAnswer.Json(SkillContents),
            PtmOperations.InvokeSkillEvalPtm or PtmOperations.InvokePromptEvalPtm => PlayedAnswer.Json("""{"run_key": "r1", "output": "x", "score": 90, "outcome": "passed"}"""),
            PtmOperations.InvokeSkillWithBundle => PlayedAnswer.Json($$"""{"run_key": "r1", "bundle": {{SkillContents}}}"""),
            PtmOperations.InvokePromptWithBundle => PlayedAnswer.Json($$"""{"run_key": "r1", "bundle": {{PromptContents}}}"""),
            PtmOperations.CancelRun or PtmOperations.CancelOptimization or PtmOperations.DeleteSkill or PtmOperations.RecordPromptClientInlineRun or PtmOperations.RecordSkillClientInlineRun =>
                PlayedAnswer.Raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
            _ => PlayedAnswer.Json("""{"detail": "Not Found"}""", 404),
        };
    }
}
