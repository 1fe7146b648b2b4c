namespace Ptm.Engine.Code;

/// <summary>What a file of code is written in, as its name ends.</summary>
internal enum CodeLanguage
{
    JavaScript,
    TypeScript,
    Python,
    Ruby,
    Go,
}
