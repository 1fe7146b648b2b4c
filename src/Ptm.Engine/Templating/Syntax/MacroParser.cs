using Ptm.Engine.Templating.Tree;

namespace Ptm.Engine.Templating.Syntax;

/// <summary>Parses <c>macro</c> and <c>call</c>.</summary>
internal sealed class MacroParser(TokenReader tokens, ExpressionParser expressions, TemplateParser statements)
{
    public Macro ParseMacro(Token tag)
    {
        int name = tokens.Slot(tokens.ExpectName("the macro's name"));
        (List<(string, int)> required, List<(string, int, Expression)> optional) = ParseParameters();
        statements.EndTag("macro");
        Block body = statements.ParseBody(tag, "endmacro");
        return new Macro(name, new MacroDefinition(required, optional, body, tokens.Slot("caller")));
    }

    public CallBlock ParseCall(Token tag)
    {
        (List<(string, int)> required, List<(string, int, Expression)> optional) = tokens.Current.IsOperator("(") ? ParseParameters() : ([], []);
        int position = tokens.Current.Position;
        Call call = expressions.Primary.Parse() as Call
            ?? throw tokens.Source.SyntaxError(position, "a call of a macro expected, such as 'name()'");
        statements.EndTag("call");
        Block body = statements.ParseBody(tag, "endcall");
        return new CallBlock(call, new MacroDefinition(required, optional, body, tokens.Slot("caller")));
    }

    (List<(string Name, int Slot)> Required, List<(string Name, int Slot, Expression Default)> Optional) ParseParameters()
    {
        List<(string, int)> required = [];
        List<(string, int, Expression)> optional = [];
        tokens.ExpectOperator("(");
        while (!tokens.SkipOperator(")"))
        {
            if (required.Count + optional.Count > 0 && !tokens.SkipOperator(","))
            {
                throw tokens.Unexpected("',' or ')'");
            }

            string name = tokens.ExpectName("a parameter's name");
            if (tokens.SkipOperator("="))
            {
                optional.Add((name, tokens.Slot(name), expressions.Parse()));
            }
            else
            {
                required.Add((name, tokens.Slot(name)));
            }
        }

        return (required, optional);
    }
}
