namespace Ptm.Engine.Templating;

/// <summary>A variable that a template prints and the data does not have.</summary>
/// <param name="Name">The expression as written, such as <c>user.name</c>.</param>
/// <param name="Location">Where it is written; its file is empty when the template came without an origin.</param>
internal sealed record UndefinedVariable(string Name, SourceLocation Location);
