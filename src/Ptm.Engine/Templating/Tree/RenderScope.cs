using System.Text.Json;
using Ptm.Engine.Templating.Methods;
using Ptm.Engine.Templating.Syntax;
using Ptm.Engine.Templating.Values;

namespace Ptm.Engine.Templating.Tree;

/// <summary>The state of one render: variables, output, and what is left of the limits.</summary>
internal sealed class RenderScope : IDisposable
{
    readonly TemplateSource _source;
    readonly string[] _names;
    readonly JsonElement _vars;
    readonly RenderOptions _options;
    readonly CancellationToken _cancellationToken;
    readonly SourceLocation? _origin;
    readonly Value[] _context;
    readonly bool[] _isRead;
    long _iterations;

    public RenderScope(TemplateSource source, string[] names, JsonElement vars, RenderOptions options, SourceLocation? origin, CancellationToken cancellationToken)
    {
        _source = source;
        _names = names;
        _vars = vars;
        _options = options;
        _cancellationToken = cancellationToken;
        _origin = origin;
        _context = new Value[names.Length];
        _isRead = new bool[names.Length];
        Output = new OutputBuffer(options.Limits.MaxOutputLength);
    }

    public OutputBuffer Output { get; }

    public Frame Frame { get; set; } = new(null, isTopLevel: true);

    public TemplateLimits Limits => _options.Limits;

    public CancellationToken CancellationToken => _cancellationToken;

    /// <summary>Where an error of the work at hand belongs.</summary>
    public int Position { get; set; }

    /// <summary>Macro calls that are not yet done.</summary>
    public int Depth { get; set; }

    public Value Lookup(int name) => Frame.TryGet(name, out Value value) ? value : FromContext(name);

    /// <summary>A <c>set</c>: at the top level macros see it too.</summary>
    public void Assign(int name, in Value value)
    {
        Frame.Assign(name, value);
        Publish(name, value);
    }

    /// <summary>A macro: it hides an outer one of its name and does not replace it.</summary>
    public void Declare(int name, in Value value)
    {
        Frame.Declare(name, value);
        Publish(name, value);
    }

    /// <summary>Counts a round of a loop.</summary>
    public void CountIteration()
    {
        CountItems(1);
        _cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Counts items that a filter or a method is about to make.</summary>
    public void CountItems(int count)
    {
        _iterations += count;
        if (_iterations > Limits.MaxIterations)
        {
            throw new TemplateFault($"loops and lists of this template went past {Limits.MaxIterations} rounds");
        }
    }

    /// <summary>Refuses a text that is about to become too long.</summary>
    public void CheckLength(long length)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (length > Limits.MaxOutputLength)
        {
            throw new TemplateFault($"a text grew past {Limits.MaxOutputLength} characters");
        }
    }

    /// <summary>An expression that should have had a value has none: an error when strict, else reported.</summary>
    public void ReportUndefined(Expression expression)
    {
        if (!expression.NamesVariable || (!_options.Strict && _options.OnUndefined is null))
        {
            return;
        }

        string name = _source.Text[expression.Position..expression.End];
        if (_options.Strict)
        {
            throw _source.Fail(DiagnosticCodes.RenderFailed, expression.Position, $"'{name}' is undefined; give the case this variable, or write {{{{ {name} | default(\"…\") }}}}", _origin);
        }

        _options.OnUndefined!(new UndefinedVariable(name, _source.Locate(expression.Position, _origin)));
    }

    public void Dispose() => Output.Dispose();

    void Publish(int name, in Value value)
    {
        if (Frame.IsTopLevel)
        {
            _context[name] = value;
            _isRead[name] = true;
        }
    }

    Value FromContext(int name)
    {
        if (!_isRead[name])
        {
            _isRead[name] = true;
            _context[name] = Read(_names[name]);
        }

        return _context[name];
    }

    Value Read(string name)
    {
        JsonElement element = default;
        if (_vars.ValueKind == JsonValueKind.Object && TryGetProperty(name, out element))
        {
            return Value.FromJson(element);
        }

        if (name == "env" && _options.Environment is { } environment)
        {
            return environment.Read();
        }

        return _options.Globals?.TryGetValue(name, out element) == true ? Value.FromJson(element) : GlobalFunctions.Find(name);
    }

    bool TryGetProperty(string name, out JsonElement element)
    {
        try
        {
            return _vars.TryGetProperty(name, out element);
        }
        catch (InvalidOperationException)
        {
            throw Value.HalfCharacter();
        }
    }
}
