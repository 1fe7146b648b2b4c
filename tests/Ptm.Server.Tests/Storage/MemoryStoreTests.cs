using Microsoft.Extensions.Time.Testing;
using Ptm.Engine.Stores;
using Ptm.Engine.Stores.Memory;
using Ptm.Server.Tests.Storage.Contracts;

namespace Ptm.Server.Tests.Storage;

public sealed class MemoryPromptsTests : PromptStoreContract
{
    private protected override FakeTimeProvider Time { get; } = new();

    private protected override IPromptStore Prompts => field ??= new MemoryPrompts(Time);
}

public sealed class MemorySkillsTests : SkillStoreContract
{
    private protected override ISkillStore Skills { get; } = new MemorySkills();
}

public sealed class MemoryRunsTests : RunStoreContract
{
    private protected override FakeTimeProvider Time { get; } = new();

    private protected override IRunStore Runs => field ??= new MemoryRuns(Time);
}

public sealed class MemoryUsageTests : UsageStoreContract
{
    private protected override FakeTimeProvider Time { get; } = new();

    private protected override IUsageStore Usage => field ??= new MemoryUsage(Time);
}
