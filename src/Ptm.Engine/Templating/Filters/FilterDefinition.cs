using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Filters;

/// <summary>A filter.</summary>
/// <param name="Body">What it does.</param>
/// <param name="Parameters">The names its arguments may be given by; none for most filters.</param>
/// <param name="AllowsUndefined">It is there for undefined input, which is then no finding.</param>
/// <param name="TakesNames">Arguments given by name are handed to it as one object, the last argument.</param>
internal sealed record FilterDefinition(TemplateFunction Body, string[] Parameters, bool AllowsUndefined = false, bool TakesNames = false);
