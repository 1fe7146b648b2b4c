using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ptm.Engine.Tests.Running;

/// <summary>Every case of conformance/rendering.json in one config, run once.</summary>
public sealed class RenderingRun : IAsyncLifetime
{
    static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly TempFolder _folder = new();
    readonly Dictionary<int, CaseResult> _results = [];

    public static IReadOnlyList<JsonElement> Cases { get; } = [.. Document.GetProperty("cases").EnumerateArray()];

    static JsonElement Document => JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Running", "conformance", "rendering.json")));

    public CaseResult this[int index] => _results[index];

    public async ValueTask InitializeAsync()
    {
        JsonArray prompts = [];
        JsonArray tests = [];
        for (int index = 0; index < Cases.Count; index++)
        {
            JsonElement row = Cases[index];
            string name = $"p{index}";
            string file = $"{name}.{(row.TryGetProperty("file", out JsonElement kind) ? kind.GetString() : "txt")}";
            _folder.Write(file, row.GetProperty("prompt").GetString()!);
            prompts.Add(new JsonObject { ["label"] = name, ["raw"] = $"file://{file}" });
            JsonObject options = row.TryGetProperty("options", out JsonElement given) ? JsonObject.Create(given)! : [];
            options["disableVarExpansion"] = true;
            tests.Add(new JsonObject
            {
                ["description"] = index.ToString(CultureInfo.InvariantCulture),
                ["prompts"] = new JsonArray(name),
                ["vars"] = JsonObject.Create(row.GetProperty("vars")),
                ["options"] = options,
            });
        }

        foreach (JsonProperty file in Document.GetProperty("files").EnumerateObject())
        {
            _folder.Write(file.Name, file.Value.GetString()!);
        }

        JsonObject config = new()
        {
            ["prompts"] = prompts,
            ["providers"] = new JsonArray("echo"),
            ["tests"] = tests,
            ["env"] = JsonObject.Create(Document.GetProperty("env")),
            ["nunjucksFilters"] = JsonObject.Create(Document.GetProperty("nunjucksFilters")),
        };
        string path = _folder.Write("promptfooconfig.json", config.ToJsonString(s_plain));
        using PtmEngine engine = PtmEngine.OpenFiles([path]);
        RunResult run = await engine.RunAsync(engine.Plan());
        foreach (CaseResult result in run.Results)
        {
            _results.Add(int.Parse(result.Description, CultureInfo.InvariantCulture), result);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
