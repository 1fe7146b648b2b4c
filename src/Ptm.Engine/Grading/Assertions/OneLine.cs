using Ptm.Engine.Scripting;

namespace Ptm.Engine.Grading.Assertions;

/// <summary>A script of one line as a function's body: an expression, or declarations and then an expression.</summary>
internal static class OneLine
{
    static readonly string[] s_declarations = ["let ", "const ", "var "];

    /// <summary>promptfoo's rule: several lines are a body; on one line the value of the last statement after declarations is returned.</summary>
    public static string BodyOf(string code)
    {
        string line = code.TrimStart();
        if (code.Contains('\n', StringComparison.Ordinal) || !Array.Exists(s_declarations, word => line.StartsWith(word, StringComparison.Ordinal)))
        {
            return ScriptCall.BodyOf(code);
        }

        string statements = line.TrimEnd(';', ' ', '\t');
        int last = LastSemicolon(statements);
        return last < 0 ? ScriptCall.BodyOf(code) : $"{statements[..(last + 1)]} return {statements[(last + 1)..].TrimStart()}";
    }

    // One in a text or in brackets ends no statement of the line.
    static int LastSemicolon(string code)
    {
        int last = -1;
        int depth = 0;
        char quote = '\0';
        for (int at = 0; at < code.Length; at++)
        {
            char one = code[at];
            if (quote != '\0')
            {
                if (one == '\\')
                {
                    at++;
                }
                else if (one == quote)
                {
                    quote = '\0';
                }
            }
            else if (one is '"' or '\'' or '`')
            {
                quote = one;
            }
            else if (one is '(' or '[' or '{')
            {
                depth++;
            }
            else if (one is ')' or ']' or '}')
            {
                depth--;
            }
            else if (one == ';' && depth == 0)
            {
                last = at;
            }
        }

        return last;
    }
}
