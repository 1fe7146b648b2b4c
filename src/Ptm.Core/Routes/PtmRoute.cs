using System.Text;
using System.Text.RegularExpressions;

namespace Ptm;

/// <summary>Where one operation lies on a server.</summary>
public sealed partial class PtmRoute
{
    static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly string[] _texts;
    readonly string[] _parameters;

    internal PtmRoute(string operation, string method, string template, Version? since = null)
    {
        (Operation, Method, Template, Since) = (operation, method, template, since);
        string[] parts = Parameter().Split(template);
        _texts = [.. parts.Where((_, index) => index % 2 == 0)];
        _parameters = [.. parts.Where((_, index) => index % 2 == 1)];
    }

    /// <summary>The operation's name, one of <see cref="PtmOperations"/>.</summary>
    public string Operation { get; }

    /// <summary>The request's method, such as <c>GET</c>.</summary>
    public string Method { get; }

    /// <summary>The path with its parameters in braces, such as <c>/api/v1/prompts/{id}</c>. Each parameter is one segment.</summary>
    public string Template { get; }

    /// <summary>The lowest version of PTM that has the operation; null where every supported one has it.</summary>
    public Version? Since { get; }

    /// <summary>The path with the parameters' values, percent-encoded so that any text arrives as it is.</summary>
    /// <param name="values">A value for each parameter, in order.</param>
    /// <exception cref="PtmException">A value cannot stand in a path: it is empty, <c>.</c> or <c>..</c>, or no valid Unicode.</exception>
    public string Bind(params ReadOnlySpan<string> values)
    {
        if (values.Length != _parameters.Length)
        {
            throw new ArgumentException($"{Operation} has {_parameters.Length} parameters, and there are {values.Length} values.", nameof(values));
        }

        StringBuilder path = new(_texts[0]);
        for (int i = 0; i < values.Length; i++)
        {
            path.Append(Encode(values[i], _parameters[i])).Append(_texts[i + 1]);
        }

        return path.ToString();
    }

    /// <summary>Reads the parameters' values from a request's target as it came over the wire, before anybody decoded it.</summary>
    /// <param name="target">The raw target, such as <c>/api/v1/prompts/a%2Fb?x=1</c>; a query is passed over.</param>
    /// <param name="values">The values, in order; empty when it does not match.</param>
    /// <returns>False when the path is another, or holds what is no percent-encoded UTF-8.</returns>
    public bool TryMatch(string target, out IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(target);
        values = [];
        string[] expected = Template.Split('/');
        string[] found = PathOf(target).Split('/');
        if (expected.Length != found.Length)
        {
            return false;
        }

        List<string> read = new(_parameters.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (TryDecode(found[i]) is not { } segment)
            {
                return false;
            }

            if (expected[i].StartsWith('{') && expected[i].EndsWith('}'))
            {
                if (segment.Length == 0)
                {
                    return false;
                }

                read.Add(segment);
            }
            else if (!string.Equals(expected[i], segment, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        values = read;
        return true;
    }

    /// <summary>Method and template.</summary>
    public override string ToString() => $"{Method} {Template}";

    internal PtmRoute Replace(string replacement)
    {
        string text = (replacement ?? "").Trim();
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string method = space < 0 ? Method : text[..space];
        string template = text[(space + 1)..].Trim();
        PtmRoute route = new(Operation, method, template, Since);
        string? fault = !Methods().IsMatch(method) ? "its method is none of GET, POST, PUT, PATCH, DELETE"
            : !template.StartsWith('/') || template.StartsWith("//", StringComparison.Ordinal) ? "a template begins with one '/'; the server is PTM_API_BASE_URL's"
            : template.Any(character => character is <= ' ' or > '~' or '#' or '\\') ? "a template is ASCII without spaces"
            : route._texts.Any(part => part.Contains('{', StringComparison.Ordinal) || part.Contains('}', StringComparison.Ordinal)) ? "a brace stands alone"
            : !route._parameters.SequenceEqual(_parameters, StringComparer.Ordinal) ? _parameters.Length == 0 ? "it has no parameters" : $"its parameters are {string.Join(" and ", _parameters.Select(name => $"{{{name}}}"))}, in this order"
            : null;
        return fault is null ? route : throw PtmRoutes.Wrong($"'{CaseName.OneLine(text)}' is no route for {Operation}: {fault}. The default is {this}.");
    }

    static string Encode(string value, string parameter)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is "" or "." or "..")
        {
            throw PtmRoutes.Wrong(value.Length == 0 ? $"The {parameter} is empty." : $"'{value}' cannot be a {parameter}: a path would lose it.");
        }

        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]))
            {
                throw PtmRoutes.Wrong($"The {parameter} '{CaseName.OneLine(value)}' is no valid Unicode, so it would not arrive as it is.");
            }
        }

        return Uri.EscapeDataString(value);
    }

    static string PathOf(string target)
    {
        int scheme = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        string origin = scheme < 0 ? target : target.IndexOf('/', scheme + 3) is >= 0 and int slash ? target[slash..] : "/";
        int query = origin.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? origin : origin[..query];
    }

    // Uri.UnescapeDataString leaves what is no UTF-8 as it stands, so two paths would have one value.
    static string? TryDecode(string segment)
    {
        if (!segment.Contains('%', StringComparison.Ordinal))
        {
            return segment;
        }

        List<byte> bytes = new(segment.Length);
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                if (segment[i] > '~')
                {
                    return null;
                }

                bytes.Add((byte)segment[i]);
            }
            else if (i + 2 < segment.Length && char.IsAsciiHexDigit(segment[i + 1]) && char.IsAsciiHexDigit(segment[i + 2]))
            {
                bytes.Add(Convert.ToByte(segment.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                return null;
            }
        }

        try
        {
            return s_strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\{(?<name>[a-z_]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("^(GET|POST|PUT|PATCH|DELETE)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Methods();
}
