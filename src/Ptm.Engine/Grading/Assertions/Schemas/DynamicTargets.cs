using System.Text.Json;
using Json.Schema;

namespace Ptm.Engine.Grading.Assertions.Schemas;

/// <summary>Where a keyword of a schema leads. What a dynamic reference comes to mean depends on the way that led to it, so that every schema with its anchor counts.</summary>
internal sealed class DynamicTargets(SchemaGraph graph)
{
    readonly ILookup<string, JsonSchemaNode> _anchors = graph.Nodes
        .SelectMany(node => node.Keywords ?? [], (node, keyword) => (Node: node, Keyword: keyword))
        .Where(pair => pair.Keyword.Handler.Name is "$dynamicAnchor" or "$anchor" && pair.Keyword.RawValue.ValueKind == JsonValueKind.String)
        .ToLookup(pair => pair.Keyword.RawValue.GetString()!, pair => pair.Node, StringComparer.Ordinal);

    public IEnumerable<JsonSchemaNode> Of(KeywordData keyword) => keyword.Handler.Name switch
    {
        "$recursiveRef" => graph.Nodes.Where(node => node == graph.Root || (node.Keywords ?? []).Any(inner => inner.Handler.Name is "$id" or "$recursiveAnchor")),
        "$dynamicRef" when keyword.RawValue.ValueKind == JsonValueKind.String => Named(keyword.RawValue.GetString()!.Split('#')[^1]),
        _ => keyword.Subschemas ?? [],
    };

    IEnumerable<JsonSchemaNode> Named(string fragment) =>
        fragment.Length == 0 || fragment[0] == '/' ? graph.Nodes.Where(node => graph.PlaceOf(node) == fragment) : _anchors[fragment];
}
