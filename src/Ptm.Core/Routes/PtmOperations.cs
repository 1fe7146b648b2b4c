namespace Ptm;

/// <summary>Names of the operations that have a route, as the Python client names them where it has them.</summary>
public static class PtmOperations
{
    /// <summary><c>GET /prompts</c> by default.</summary>
    public const string ListPrompts = "list_prompts";

    /// <summary><c>POST /prompts</c> by default.</summary>
    public const string CreatePrompt = "create_prompt";

    /// <summary><c>GET /prompts/{id}</c> by default.</summary>
    public const string GetPrompt = "get_prompt";

    /// <summary><c>GET /prompts/{id}/tests</c> by default.</summary>
    public const string GetPromptTests = "get_prompt_tests";

    /// <summary><c>GET /prompts/{id}/contents</c> by default; needs PTM 1.16.0.</summary>
    public const string GetPromptContents = "get_prompt_contents";

    /// <summary><c>GET /prompts/{id}/usage</c> by default; needs PTM 1.16.0.</summary>
    public const string GetPromptUsageMetrics = "get_prompt_usage_metrics";

    /// <summary><c>GET /prompts/{id}/versions</c> by default.</summary>
    public const string ListPromptVersions = "list_prompt_versions";

    /// <summary><c>GET /prompts/{id}/versions/{version}</c> by default.</summary>
    public const string GetPromptVersion = "get_prompt_version";

    /// <summary><c>GET /providers</c> by default.</summary>
    public const string ListProviders = "list_providers";

    /// <summary><c>GET /groups</c> by default.</summary>
    public const string ListGroups = "list_groups";

    /// <summary><c>POST /evaluations</c> by default.</summary>
    public const string RunEval = "run_eval";

    /// <summary><c>POST /evaluations/manual</c> by default.</summary>
    public const string RunManualEval = "run_manual_eval";

    /// <summary><c>GET /runs</c> by default.</summary>
    public const string ListRuns = "list_runs";

    /// <summary><c>GET /runs/{key}</c> by default.</summary>
    public const string GetRun = "get_run";

    /// <summary><c>GET /runs/{key}/report</c> by default.</summary>
    public const string RunReport = "run_report";

    /// <summary><c>POST /runs/{key}/cancel</c> by default.</summary>
    public const string CancelRun = "cancel_run";

    /// <summary><c>GET /runs/{key}/events</c> by default.</summary>
    public const string WaitForRun = "wait_for_run";

    /// <summary><c>POST /prompts/{id}/optimizations</c> by default.</summary>
    public const string SubmitOptimization = "submit_optimization";

    /// <summary><c>GET /prompts/{id}/optimizations</c> by default.</summary>
    public const string GetOptimizationHistory = "get_optimization_history";

    /// <summary><c>GET /prompts/{id}/optimizations/latest</c> by default.</summary>
    public const string GetOptimizationStatus = "get_optimization_status";

    /// <summary><c>GET /optimizations/{id}</c> by default.</summary>
    public const string GetOptimizationDetail = "get_optimization_detail";

    /// <summary><c>POST /optimizations/{id}/cancel</c> by default.</summary>
    public const string CancelOptimization = "cancel_optimization";

    /// <summary><c>GET /optimizations/{id}/events</c> by default.</summary>
    public const string WaitForOptimization = "wait_for_optimization";

    /// <summary><c>GET /skills</c> by default.</summary>
    public const string ListSkills = "list_skills";

    /// <summary><c>GET /skills/{skill}</c> by default.</summary>
    public const string GetSkill = "get_skill";

    /// <summary><c>GET /skills/by-name/{name}</c> by default.</summary>
    public const string GetSkillByName = "get_skill_by_name";

    /// <summary><c>GET /prompts/{id}/skills</c> by default.</summary>
    public const string GetSkillsByPrompt = "get_skills_by_prompt";

    /// <summary><c>POST /prompts/{id}/skills</c> by default.</summary>
    public const string PublishSkill = "publish_skill";

    /// <summary><c>PATCH /skills/{id}</c> by default.</summary>
    public const string UpdateSkill = "update_skill";

    /// <summary><c>DELETE /skills/{id}</c> by default.</summary>
    public const string DeleteSkill = "delete_skill";

    /// <summary><c>GET /skills/{skill}/contents</c> by default; needs PTM 1.16.0.</summary>
    public const string GetSkillContents = "get_skill_contents";

    /// <summary><c>GET /skills/{id}/usage</c> by default; needs PTM 1.16.0.</summary>
    public const string GetSkillUsageMetrics = "get_skill_usage_metrics";

    /// <summary><c>POST /skills/{id}/invoke/eval</c> by default; needs PTM 1.13.1.</summary>
    public const string InvokeSkillEvalPtm = "invoke_skill_eval_ptm";

    /// <summary><c>POST /prompts/{id}/invoke/eval</c> by default; needs PTM 1.13.1.</summary>
    public const string InvokePromptEvalPtm = "invoke_prompt_eval_ptm";

    /// <summary><c>POST /skills/{id}/invoke/bundle</c> by default; needs PTM 1.13.1.</summary>
    public const string InvokeSkillWithBundle = "invoke_skill_with_bundle";

    /// <summary><c>POST /prompts/{id}/invoke/bundle</c> by default; needs PTM 1.13.1.</summary>
    public const string InvokePromptWithBundle = "invoke_prompt_with_bundle";

    /// <summary><c>POST /skills/{id}/inline-runs</c> by default; needs PTM 1.16.0.</summary>
    public const string RecordSkillClientInlineRun = "record_skill_client_inline_run";

    /// <summary><c>POST /prompts/{id}/inline-runs</c> by default; needs PTM 1.16.0.</summary>
    public const string RecordPromptClientInlineRun = "record_prompt_client_inline_run";
}
