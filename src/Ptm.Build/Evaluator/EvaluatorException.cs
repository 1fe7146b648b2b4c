using System;

namespace Ptm.Build.Evaluator;

/// <summary>The evaluator could not give a verdict.</summary>
internal sealed class EvaluatorException : Exception
{
    public EvaluatorException(string message)
        : base(message)
    {
    }

    public EvaluatorException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
