using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>A variable.</summary>
/// <param name="position">Offset of its first character.</param>
/// <param name="end">Offset behind its last character.</param>
/// <param name="slot">The name's number in the template.</param>
internal sealed class Name(int position, int end, int slot) : Expression(position, 1)
{
    public override int End => end;

    public override bool NamesVariable => true;

    public int Slot => slot;

    public override Value Evaluate(RenderScope scope) => scope.Lookup(slot);

    public override void FindVariables(VariableFinder finder) => finder.Read(this);
}

/// <summary><c>a.b</c> and <c>a["b"]</c></summary>
internal sealed class Member(Expression target, Expression key, int end) : Expression(target.Position, 1 + Math.Max(target.Depth, key.Depth))
{
    public override int End => end;

    public override bool NamesVariable => target.NamesVariable;

    public Expression Target => target;

    public Expression Key => key;

    public override Value Evaluate(RenderScope scope) =>
        MemberLookup.Get(target.Evaluate(scope), key.Evaluate(scope));

    public override void FindVariables(VariableFinder finder) => finder.Read(this);
}
