namespace Ptm.Engine.Providers.Models;

/// <summary>What a model is asked to do.</summary>
internal enum ModelTask
{
    Chat,
    Responses,
    Completion,
    Embedding,
    Moderation,
    Classification,
}
