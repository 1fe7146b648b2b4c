using System.Net.Mime;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ptm.Wire;

namespace Ptm.Server.Http;

/// <summary>The server's description (OpenAPI 3.1) at <c>/openapi.json</c>, made of the same operations and routes that answer.</summary>
internal static partial class OpenApi
{
    static readonly WireTypes s_types = new();

    public static void Add(IEndpointRouteBuilder endpoints, PtmRoutes routes)
    {
        Lazy<string> document = new(() => Describe(routes).ToJsonString());
        endpoints.MapGet("/openapi.json", (RequestDelegate)(context =>
        {
            context.Response.ContentType = MediaTypeNames.Application.Json;
            return context.Response.WriteAsync(document.Value, context.RequestAborted);
        })).WithDisplayName("GET /openapi.json");
    }

    public static JsonObject Describe(PtmRoutes routes)
    {
        JsonObject paths = [];
        foreach (Operation operation in OperationMap.Operations)
        {
            PtmRoute route = routes[operation.Name];
            if (paths[route.Template] is not JsonObject path)
            {
                paths[route.Template] = path = [];
            }

            path[LowerCase(route.Method)] = Describe(operation, route);
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Prompt Test Manager", ["version"] = ServerHeaders.Version, ["description"] = "Prompts, their evaluations and skills. Lists are {\"items\": [...]}; errors are problem details." },
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A token of 'ptm token create'." } },
                ["schemas"] = new JsonObject { ["problem"] = SchemaOf(typeof(PtmProblem)) },
            },
        };
    }

    static JsonObject Describe(Operation operation, PtmRoute route)
    {
        JsonArray parameters =
        [
            .. Parameter().Matches(route.Template).Select(match => Field(match.Groups["name"].Value, "path", "string", null)),
            .. operation.Query.Select(field => Field(field.Name, "query", field.Type, field.Description)),
        ];
        JsonObject described = new()
        {
            ["operationId"] = operation.Name,
            ["summary"] = operation.Summary,
            ["description"] = $"Needs a token of the scope {LowerCase(operation.Scope.ToString())}.",
            ["parameters"] = parameters,
        };
        if (operation.Body is not null)
        {
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Json(SchemaOf(operation.Body)) };
        }

        JsonObject success = new() { ["description"] = "Done." };
        if (operation.Reply is not null)
        {
            success["content"] = Json(SchemaOf(operation.Reply));
        }

        described["responses"] = new JsonObject
        {
            [operation.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = success,
            ["default"] = new JsonObject
            {
                ["description"] = "What was wrong.",
                ["content"] = new JsonObject { [MediaTypeNames.Application.ProblemJson] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/problem" } } },
            },
        };
        return described;
    }

    static string LowerCase(string word) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(word);

    static JsonObject Field(string name, string place, string type, string? description)
    {
        JsonObject field = new() { ["name"] = name, ["in"] = place, ["required"] = place == "path", ["schema"] = new JsonObject { ["type"] = type } };
        if (description is not null)
        {
            field["description"] = description;
        }

        return field;
    }

    static JsonObject Json(JsonNode schema) => new() { [MediaTypeNames.Application.Json] = new JsonObject { ["schema"] = schema } };

    static JsonNode SchemaOf(Type type)
    {
        (Type document, bool isList) = s_types.DocumentOf(type);
        JsonNode schema = WireOptions.Documents.GetJsonSchemaAsNode(document, new() { TreatNullObliviousAsNonNullable = true });
        return isList
            ? new JsonObject { ["type"] = "object", ["required"] = new JsonArray("items"), ["properties"] = new JsonObject { ["items"] = new JsonObject { ["type"] = "array", ["items"] = schema } } }
            : schema;
    }

    [GeneratedRegex(@"\{(?<name>[a-z_]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
