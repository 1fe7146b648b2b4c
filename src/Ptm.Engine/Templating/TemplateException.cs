namespace Ptm.Engine.Templating;

/// <summary>A template that does not parse (PTM3007) or could not be rendered (PTM4003), with the place in the user's file.</summary>
internal sealed class TemplateException(Diagnostic diagnostic, Exception? inner = null) : PtmException(diagnostic, inner)
{
    /// <summary>The one finding.</summary>
    public Diagnostic Diagnostic => Diagnostics[0];
}
