namespace Ptm.Engine.Grading;

internal enum AssertionSupport
{
    Supported,

    /// <summary>promptfoo has it and this version does not run it: the case becomes an error, never silence.</summary>
    KnownButNotYet,

    Unknown,
}
