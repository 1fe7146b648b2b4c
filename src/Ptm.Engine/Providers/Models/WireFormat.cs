using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Ptm.Engine.Providers.Models;

/// <summary>The wire format of one API: how a request is written and how its answer is read. It has no state, and knows neither addresses nor keys.</summary>
internal abstract class WireFormat
{
    /// <summary>What a whole answer is, for messages: <c>chat completion</c>.</summary>
    public abstract string AnswerName { get; }

    /// <summary>What puts the pieces of a streamed answer together; null where an answer cannot come in pieces.</summary>
    public virtual Func<StreamFold>? Fold => null;

    public abstract WireRequest Write(ModelRequest request, WireTarget target);

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="AnswerException">It is not one, or says nothing.</exception>
    public abstract ModelReply Read(JsonElement answer, ModelRequest request);
}

/// <summary>What a request is written for.</summary>
/// <param name="Kind">The service.</param>
/// <param name="Model">The model, as the service names it.</param>
/// <param name="IsStreamed">Whether the answer shall come in pieces.</param>
internal sealed record WireTarget(ModelKind Kind, string Model, bool IsStreamed);

/// <summary>A request without address and key.</summary>
/// <param name="Path">Its path below the service's address; it may have a query.</param>
/// <param name="Body">Its body.</param>
internal sealed record WireRequest(string Path, byte[] Body)
{
    /// <summary>Headers that the format asks for.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parameters that a person set and the API does not know: they are left out, for it would refuse the request.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}

/// <summary>Puts the pieces of a streamed answer together to what the same API answers at once, so that both are read alike.</summary>
internal abstract class StreamFold
{
    /// <summary>Whether the piece that ends the answer has come.</summary>
    public bool IsWhole { get; protected set; }

    /// <exception cref="AnswerException">The piece says that the answer failed.</exception>
    public abstract void Add(JsonElement piece);

    /// <summary>The service said that nothing more comes.</summary>
    public virtual void End()
    {
    }

    public abstract JsonElement Whole();
}

/// <summary>An answer that is none: what a service sent under a good status, and is no answer to the request.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It ends in the caller, as an error of the provider.")]
internal sealed class AnswerException(string problem) : Exception(problem)
{
    /// <summary>The status that the service meant, where it names one in the body of another.</summary>
    public int? Status { get; init; }

    /// <summary>What it sent; null for the body itself.</summary>
    public string? Body { get; init; }
}
