using System.Reflection;
using Microsoft.Extensions.AI.Evaluation;
using Ptm.Engine.Providers;

namespace Ptm.Engine.Evaluators;

/// <summary>The evaluators that metrics can name: those from code by their name, and types of the given assemblies by their full name.</summary>
internal sealed class EvaluatorCatalog(IReadOnlyDictionary<string, IEvaluator> fromCode, IReadOnlyList<Assembly> assemblies)
{
    public static EvaluatorCatalog None { get; } = new(new Dictionary<string, IEvaluator>(StringComparer.Ordinal), []);

    /// <exception cref="PtmException">There is no such evaluator, or it cannot be made (PTM3009, PTM3004).</exception>
    public IEvaluator Get(string name, SourceLocation? askedFrom)
    {
        if (fromCode.TryGetValue(name, out IEvaluator? evaluator))
        {
            return evaluator;
        }

        Type type = assemblies.Select(assembly => assembly.GetType(name)).OfType<Type>().FirstOrDefault() ?? throw Fault.Of(
            DiagnosticCodes.NotFound,
            $"There is no evaluator '{CaseName.OneLine(name)}'. {NearestName.Hint(name, [.. fromCode.Keys])} Add it in code (AddEvaluator), or write the full name of a type of an assembly that is given (ptm eval --assembly).",
            askedFrom);
        return typeof(IEvaluator).IsAssignableFrom(type) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null
            ? (IEvaluator)Activator.CreateInstance(type)!
            : throw Fault.Of(DiagnosticCodes.InvalidValue, $"{name} is no evaluator: it has to implement IEvaluator and to have a public constructor without parameters.", askedFrom);
    }
}
