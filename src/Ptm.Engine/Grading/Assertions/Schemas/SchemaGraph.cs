using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>The schemas of a schema, those that references lead to among them.</summary>
internal sealed class SchemaGraph
{
    /// <summary>Schemas in one another; the stack that <see cref="SchemaEffort"/> leaves free has room for these.</summary>
    const int MaxDepth = 40;

    readonly Dictionary<JsonSchemaNode, (JsonSchemaNode Node, string Keyword)> _holders = new(ReferenceEqualityComparer.Instance);

    public SchemaGraph(JsonSchemaNode root)
    {
        Root = root;
        Nodes = Reached(keyword => keyword.Subschemas ?? []);
        foreach (JsonSchemaNode node in Nodes)
        {
            foreach (KeywordData keyword in (node.Keywords ?? []).Where(keyword => keyword.Handler.Name is not ("$ref" or "$dynamicRef" or "$recursiveRef")))
            {
                foreach (JsonSchemaNode inner in keyword.Subschemas ?? [])
                {
                    _holders[inner] = (node, keyword.Handler.Name);
                }
            }
        }
    }

    public JsonSchemaNode Root { get; }

    /// <summary>Every schema, each once, the root first.</summary>
    public IReadOnlyList<JsonSchemaNode> Nodes { get; }

    public string? DepthFlaw => Nodes.Any(node => HoldersOf(node).Take(MaxDepth).Count() == MaxDepth)
        ? $"has {MaxDepth} schemas in one another in its schema; put the inner ones under \"definitions\""
        : null;

    /// <summary>What is reached from the root, each once, itself first.</summary>
    /// <param name="next">Where a keyword leads.</param>
    public IReadOnlyList<JsonSchemaNode> Reached(Func<KeywordData, IEnumerable<JsonSchemaNode>> next)
    {
        HashSet<JsonSchemaNode> seen = new(ReferenceEqualityComparer.Instance) { Root };
        List<JsonSchemaNode> found = [Root];
        for (int at = 0; at < found.Count; at++)
        {
            found.AddRange((found[at].Keywords ?? []).SelectMany(next).Where(seen.Add));
        }

        return found;
    }

    /// <summary>A JSON Pointer from the root, such as <c>/allOf/0</c>.</summary>
    public string PlaceOf(JsonSchemaNode node) => string.Concat(
        HoldersOf(node).Prepend(node).TakeWhile(_holders.ContainsKey).Reverse().Select(inner => $"/{_holders[inner].Keyword}{inner.RelativePath}"));

    IEnumerable<JsonSchemaNode> HoldersOf(JsonSchemaNode node)
    {
        while (_holders.TryGetValue(node, out (JsonSchemaNode Node, string Keyword) holder))
        {
            yield return node = holder.Node;
        }
    }
}
