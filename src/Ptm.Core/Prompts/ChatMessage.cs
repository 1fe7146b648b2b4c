namespace Ptm;

/// <summary>One message of a chat prompt.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c> or a provider's own.</param>
/// <param name="Content">The message's text; a template before rendering.</param>
public sealed record ChatMessage(string Role, string Content);
