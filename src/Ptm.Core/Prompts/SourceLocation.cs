namespace Ptm;

/// <summary>A place in a file that a person wrote.</summary>
/// <param name="File">Absolute path of the file.</param>
/// <param name="Line">Line, from 1; 0 where only the file is known.</param>
/// <param name="Column">Column, from 1; 0 where only the line is known.</param>
public sealed record SourceLocation(string File, int Line = 0, int Column = 0)
{
    /// <summary>The place as compilers print it: <c>path(line,column)</c>.</summary>
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}({Line})" : $"{File}({Line},{Column})";
}
