namespace Ptm.Engine.Stores;

/// <summary>Where an engine keeps what it has.</summary>
/// <param name="Prompts">Prompts and their versions.</param>
/// <param name="Skills">Skills.</param>
/// <param name="Runs">Runs and their results.</param>
/// <param name="Usage">Requests for contents.</param>
public sealed record PtmStores(IPromptStore Prompts, ISkillStore Skills, IRunStore Runs, IUsageStore Usage);
