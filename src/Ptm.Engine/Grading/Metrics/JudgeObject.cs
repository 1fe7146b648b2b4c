using System.Globalization;
using System.Text.Json;

namespace Ptm.Engine.Grading.Metrics;

/// <summary>Reads the members of a judge's object. What is missing, there twice or of another kind is an error of the judge, never a guess.</summary>
internal sealed class JudgeObject(JudgeReply reply, JsonElement value)
{
    /// <summary>A number in a range.</summary>
    /// <exception cref="JudgeException">There is none.</exception>
    public double Score(string name, double most) => ScoreOrNull(name, most) ?? throw reply.Flaw($"the {name} is missing");

    /// <summary>A number in a range; a text that is nothing but a number counts too. Null where the member is missing.</summary>
    public double? ScoreOrNull(string name, double most)
    {
        if (Member(name) is not { } member)
        {
            return null;
        }

        bool isNumber = member.ValueKind == JsonValueKind.Number ? member.TryGetDouble(out double number)
            : double.TryParse(TextOf(member), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        return !isNumber ? throw reply.Flaw($"the {name} is no number")
            : number is >= 0 && number <= most ? number + 0.0
            : throw reply.Flaw($"the {name} is not from 0 to {most.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <exception cref="JudgeException">There is no text.</exception>
    public string Text(string name) => TextOrNull(name) ?? throw reply.Flaw($"the {name} is missing");

    public string? TextOrNull(string name) => Member(name) is not { } member ? null : TextOf(member) ?? throw reply.Flaw($"the {name} is no text");

    /// <summary>True or false, in JSON or in a word; null where the member is missing or null.</summary>
    public bool? FlagOrNull(string name) => Member(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } member => TextOf(member)?.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "PASS" or "Y" => true,
            "FALSE" or "NO" or "FAIL" or "N" => false,
            _ => throw reply.Flaw($"the {name} is neither true nor false"),
        },
    };

    /// <exception cref="JudgeException">There is neither true nor false.</exception>
    public bool Flag(string name) => FlagOrNull(name) ?? throw reply.Flaw($"the {name} is missing");

    /// <summary>The score beside a pass, 0 to 1; null for none. The two at odds at the end of the scale are no verdict.</summary>
    /// <exception cref="JudgeException">They contradict each other.</exception>
    public double? ScoreBeside(bool? pass)
    {
        double? score = ScoreOrNull("score", 1);
        return (pass, score) is (true, 0) or (false, 1) ? throw reply.Flaw("the pass and the score contradict each other") : score;
    }

    /// <exception cref="JudgeException">There is no list, or it is empty or too long.</exception>
    public IReadOnlyList<JsonElement> List(string name, int most, bool mayBeEmpty = false) =>
        Member(name) is not { ValueKind: JsonValueKind.Array } list ? throw reply.Flaw($"the {name} are no list")
        : list.GetArrayLength() is 0 && !mayBeEmpty ? throw reply.Flaw($"the list of {name} is empty")
        : list.GetArrayLength() > most ? throw reply.Flaw($"the list of {name} has more than {most}")
        : [.. list.EnumerateArray()];

    /// <exception cref="JudgeException">An item is no text.</exception>
    public IReadOnlyList<string> Texts(string name, int most) =>
        [.. List(name, most).Select(item => TextOf(item) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw reply.Flaw($"one of the {name} is no text"))];

    /// <summary>An item of a list as an object of its own.</summary>
    public JudgeObject Item(JsonElement item) => item.ValueKind == JsonValueKind.Object ? new(reply, item) : throw reply.Flaw("an item of its list is no object");

    public JudgeException Flaw(string flaw) => reply.Flaw(flaw);

    /// <summary>The text; null for what is none.</summary>
    public static string? TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair can be escaped in JSON, and is no text.
            return null;
        }
    }

    /// <summary>The values of a name in any case of letters.</summary>
    public static IEnumerable<JsonElement> Named(JsonElement value, string name) =>
        value.EnumerateObject().Where(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)).Select(member => member.Value);

    // Another case of letters is no name that was asked for, and not to be passed over either.
    JsonElement? Member(string name) => Named(value, name).Take(2).ToArray() switch
    {
        [] => null,
        [var only] => value.TryGetProperty(name, out _) ? only : throw reply.Flaw($"the {name} is missing, and its name is there in other letters"),
        _ => throw reply.Flaw($"the {name} is there twice"),
    };
}
