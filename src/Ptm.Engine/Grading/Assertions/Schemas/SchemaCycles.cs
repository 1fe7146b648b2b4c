using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>
/// Finds references that lead back to where they stand without going into the value on the way, so that no value would ever be decided.
/// A reference through <c>properties</c> or <c>items</c> ends where the value ends.
/// </summary>
internal static class SchemaCycles
{
    /// <summary>Keywords whose schemas look at the same value as the schema they stand in.</summary>
    static readonly HashSet<string> s_inPlace = new(StringComparer.Ordinal)
    {
        "$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies",
    };

    /// <summary>What is wrong with a schema; null when it comes to an end for every value.</summary>
    public static string? FirstFlaw(SchemaGraph graph)
    {
        DynamicTargets targets = new(graph);
        HashSet<JsonSchemaNode> done = new(ReferenceEqualityComparer.Instance);
        foreach (JsonSchemaNode node in graph.Reached(keyword => keyword.Handler.Name is "$defs" or "definitions" ? [] : targets.Of(keyword)))
        {
            if (CycleFrom(node, targets, done) is { } found)
            {
                string place = graph.PlaceOf(found);
                return $"has a schema that could decide no value: {(place.Length == 0 ? "its root" : place)} refers back to itself without going into the value";
            }
        }

        return null;
    }

    /// <summary>A schema that refers to itself, if one does. A walk of its own, as a chain of references may be longer than a stack is deep.</summary>
    static JsonSchemaNode? CycleFrom(JsonSchemaNode start, DynamicTargets targets, HashSet<JsonSchemaNode> done)
    {
        if (!done.Add(start))
        {
            return null;
        }

        HashSet<JsonSchemaNode> open = new(ReferenceEqualityComparer.Instance) { start };
        Stack<(JsonSchemaNode Node, IEnumerator<JsonSchemaNode> Next)> path = new([(start, Next(start, targets))]);
        while (path.TryPeek(out (JsonSchemaNode Node, IEnumerator<JsonSchemaNode> Next) top))
        {
            if (!top.Next.MoveNext())
            {
                path.Pop();
                open.Remove(top.Node);
            }
            else if (open.Contains(top.Next.Current))
            {
                return top.Next.Current;
            }
            else if (done.Add(top.Next.Current))
            {
                open.Add(top.Next.Current);
                path.Push((top.Next.Current, Next(top.Next.Current, targets)));
            }
        }

        return null;
    }

    static IEnumerator<JsonSchemaNode> Next(JsonSchemaNode node, DynamicTargets targets) =>
        (node.Keywords ?? []).Where(keyword => s_inPlace.Contains(keyword.Handler.Name)).SelectMany(targets.Of).GetEnumerator();
}
