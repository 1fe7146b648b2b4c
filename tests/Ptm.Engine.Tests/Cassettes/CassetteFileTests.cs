using System.Text;
using System.Text.Json;
using CsCheck;
using Ptm.Engine.Cassettes;
using Ptm.Engine.Providers;
using Ptm.Engine.Tests.Providers;

namespace Ptm.Engine.Tests.Cassettes;

public sealed class CassetteFileTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_written_by_hand_needs_model_prompt_and_answer_only()
    {
        CassetteFile file = CassetteFile.Read(_folder.Write("m.jsonl", "\uFEFF{\"comment\":\"Written by hand.\"}\r\n\r\n{\"model\":\"m\",\"prompt\":\"Hi\",\"output\":{\"text\":\"Hello\"},\"note\":\"polite\"}\r\n"));

        Assert.Equal("Written by hand.", file.Comment);
        Recording recording = Assert.Single(file.Recordings);
        Assert.Equal(CassetteKey.Of(ModelRequest.From("m", new Dictionary<string, JsonElement>(), Requests.Of("Hi"))), recording.Key);
        Assert.Equal(("Hello", null, null, TimeSpan.Zero), (recording.Output.Text, recording.Output.CostUsd, recording.Output.Tokens, recording.Output.Latency));
        Assert.Equal("polite", recording.Note);
        Assert.Equal(3, recording.Location!.Line);
    }

    [Fact]
    public void A_file_is_written_sorted_with_readable_letters_and_line_feeds_and_its_comment_stays()
    {
        string path = _folder.Write("m.jsonl", """
            {"comment":"Von Hand geschrieben – 手書き"}
            {"model":"m","prompt":"Zwei\nZeilen <b> 'q' + é","output":{"text":"東京 😀 \\ud83d\\ude00","cost_usd":0.0010,"latency_ms":812,"tokens":{"prompt":1,"completion":2},"finish_reason":"stop"},"note":"für Ältere"}
            {"model":"m","prompt":"Eins","sample":10,"output":{"text":"b"}}
            {"model":"m","messages":[{"role":"user","content":"Eins"}],"sample":9,"parameters":{"z":1},"tools":[{"type":"function"}],"output":{"tool_calls":[{"name":"f","arguments":{"q":"\u00e9"},"id":"c1"}]}}
            {"model":"m","prompt":"Eins","sample":2,"output":{"text":"a"}}
            """);

        CassetteFile.Read(path).Write(path);

        Assert.Equal(
            """
            {"comment":"Von Hand geschrieben – 手書き"}
            {"key":"*","model":"m","parameters":{"z":1},"messages":[{"role":"user","content":"Eins"}],"tools":[{"type":"function"}],"sample":9,"output":{"text":"","tool_calls":[{"name":"f","arguments":{"q":"é"},"id":"c1"}],"latency_ms":0}}
            {"key":"*","model":"m","prompt":"Eins","sample":2,"output":{"text":"a","latency_ms":0}}
            {"key":"*","model":"m","prompt":"Eins","sample":10,"output":{"text":"b","latency_ms":0}}
            {"key":"*","model":"m","prompt":"Zwei\nZeilen <b> 'q' + é","sample":0,"output":{"text":"東京 😀 \\ud83d\\ude00","tokens":{"prompt":1,"completion":2},"cost_usd":0.0010,"latency_ms":812,"finish_reason":"stop"},"note":"für Ältere"}

            """,
            System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(path), "\"key\":\"[0-9a-f]{32}\"", "\"key\":\"*\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.DoesNotContain((byte)'\r', File.ReadAllBytes(path));
        Assert.Equal((byte)'{', File.ReadAllBytes(path)[0]);
    }

    [Fact]
    public void Any_text_survives_being_written_and_read() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Sample(
            (prompt, answer, note) =>
            {
                string path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.jsonl");
                Recording recording = Recording.Of(ModelRequest.From("m", new Dictionary<string, JsonElement>(), Requests.Of(prompt)), new ModelOutput { Text = answer }) with { Note = note };

                new CassetteFile(null, [recording]).Write(path);
                Recording read = Assert.Single(CassetteFile.Read(path).Recordings);

                return read.Key == recording.Key && read.Output.Text == WellFormed(answer) && read.Note == WellFormed(note);
            },
            iter: 300);

    [Theory]
    [InlineData("""{"model":"m","prompt":"Hi","output":{"text":"cut""", "PTM3002", "not JSON")]
    [InlineData("""[]""", "PTM3004", "must be an object")]
    [InlineData("""{"prompt":"Hi","output":{"text":"a"}}""", "PTM3004", "'model' is missing")]
    [InlineData("""{"model":"m","output":{"text":"a"}}""", "PTM3004", "either 'prompt' or 'messages'")]
    [InlineData("""{"model":"m","messages":["Hi"],"output":{"text":"a"}}""", "PTM3004", "'messages' must be a list of messages")]
    [InlineData("""{"model":"m","prompt":"Hi"}""", "PTM3004", "'output' is missing")]
    [InlineData("""{"model":"m","prompt":"Hi","output":{}}""", "PTM3004", "neither text nor tool_calls")]
    [InlineData("""{"model":"m","prompt":"Hi","paramaters":{},"output":{"text":"a"}}""", "PTM3003", "'paramaters' is not a member of a recording")]
    [InlineData("""{"model":"m","prompt":"Hi","output":{"text":"a","cost":1}}""", "PTM3003", "'cost' is not a member of 'output'")]
    [InlineData("""{"model":"m","prompt":"Hi","prompt":"Ho","output":{"text":"a"}}""", "PTM3006", "'prompt' is there twice")]
    [InlineData("""{"model":"m","prompt":"Hi","output":{"text":"a","latency_ms":-1}}""", "PTM3004", "'latency_ms' must be between 0 and")]
    [InlineData("""{"model":"m","prompt":"Hi","output":{"text":1}}""", "PTM3004", "'text' must be a text")]
    [InlineData("""{"model":"m","prompt":"\ud800","output":{"text":"a"}}""", "PTM3004", "half of a surrogate pair")]
    [InlineData("""{"comment":"late"}""", "PTM3004", "in the first line only")]
    [InlineData("""{"model":"m","prompt":"Hi","sample":1.5,"output":{"text":"a"}}""", "PTM3004", "'sample' must be a whole number")]
    [InlineData("""{"model":"m","prompt":"Hi","output":{"text":"a","logprobs":[1e999]}}""", "PTM3004", "beyond all limits")]
    [InlineData("""{"model":"m","prompt":"Hi","parameters":{"a":0,"a":1},"output":{"text":"a"}}""", "PTM3006", "parameter 'a' is there twice")]
    [InlineData("""{"key":"00000000000000000000000000000000","model":"m","prompt":"Hi","output":{"text":"a"}}""", "PTM3004", "is not that of this line's request")]
    [InlineData("""{"model":"m","prompt":"First","output":{"text":"another"}}""", "PTM3006", "m.jsonl(1)")]
    public void A_broken_line_is_an_error_with_file_and_line(string line, string code, string told)
    {
        string path = _folder.Write("m.jsonl", $$$"""{"model":"m","prompt":"First","output":{"text":"a"}}""" + "\n" + line + "\n");

        PtmException error = Assert.Throws<PtmException>(() => CassetteFile.Read(path));

        Assert.Equal(code, error.Diagnostics[0].Code);
        Assert.StartsWith($"{path}(2", error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_an_error()
    {
        string path = Path.Combine(_folder.Path, "m.jsonl");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("""{"model":"m","prompt":"Größe","output":{"text":"a"}}"""));

        Assert.Contains("not UTF-8", Assert.Throws<PtmException>(() => CassetteFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-4.1-mini", "gpt-4.1-mini.jsonl")]
    [InlineData("openai/gpt-4.1", "openai-gpt-4.1.jsonl")]
    [InlineData("Qwen2.5:7B", "qwen2.5-7b.jsonl")]
    [InlineData("../../etc/passwd", "etc-passwd.jsonl")]
    [InlineData("..", "model-.jsonl")]
    [InlineData("CON", "model-con.jsonl")]
    [InlineData("nul.v1", "model-nul.v1.jsonl")]
    public void A_models_name_is_made_safe_as_a_files_name(string model, string file) => Assert.Equal(file, CassetteFileName.Of(model));

    [Fact]
    public void Long_names_of_models_are_cut_and_stay_apart()
    {
        string[] names = [CassetteFileName.Of(new string('a', 300) + "1"), CassetteFileName.Of(new string('a', 300) + "2")];

        Assert.NotEqual(names[0], names[1]);
        Assert.All(names, name => Assert.InRange(name.Length, 1, 100));
    }

    static string WellFormed(string text) => string.Concat(text.EnumerateRunes());
}
