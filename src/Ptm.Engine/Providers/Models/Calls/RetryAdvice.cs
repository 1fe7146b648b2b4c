using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ptm.Engine.Providers.Models.Calls;

/// <summary>What an answer says about asking again.</summary>
internal static partial class RetryAdvice
{
    // Too much was asked; it passes as soon as less is.
    const int TooMany = 429;

    const int Overloaded = 529;

    // In seconds; longer than any call may last.
    const double LongestWait = 1e9;

    /// <summary>Whether the same request may be answered later. 400, 401, 403 and 404 will not be; nor will a quota that is used up, although its status is that of a limit.</summary>
    public static bool MayPass(int status, string body) => status is 408 or 409 or >= 500 || (status == TooMany && !IsUsedUp(body));

    /// <summary>Whether the service works and was merely asked too much, so that patience is all that is needed.</summary>
    public static bool IsBusy(int status) => status is TooMany or 503 or Overloaded;

    /// <summary>Whether a service may charge for a request that it answered so: not for one that it refused, nor where it was merely asked too much.</summary>
    public static bool MayBeCharged(int status) => status is < 400 or >= 500 && !IsBusy(status);

    /// <summary>How long the service asks to wait; null where it does not say.</summary>
    public static TimeSpan? Wait(HttpResponseHeaders headers, string body, DateTimeOffset now) =>
        Number(Value(headers, "retry-after-ms")) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : headers.RetryAfter is { Delta: { } delta } ? delta
        : Number(Value(headers, "Retry-After")) is { } seconds ? TimeSpan.FromSeconds(seconds)
        : headers.RetryAfter is { Date: { } date } ? NotBefore(date - now)
        : Reset(headers, now) ?? OfBody(body);

    // The reset of the limit that is used up: of requests, of tokens, or of both, and then the later one.
    static TimeSpan? Reset(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        foreach (string what in (string[])["requests", "tokens", "input-tokens", "output-tokens"])
        {
            bool isUsedUp = (Value(headers, $"x-ratelimit-remaining-{what}") ?? Value(headers, $"anthropic-ratelimit-{what}-remaining")) is "0";
            TimeSpan? reset = Span(Value(headers, $"x-ratelimit-reset-{what}")) ?? Until(Value(headers, $"anthropic-ratelimit-{what}-reset"), now);
            if (isUsedUp && reset is { } wait && !(wait < longest))
            {
                longest = wait;
            }
        }

        return longest;
    }

    // Google says it in the body: {"error":{"details":[{"@type":"…RetryInfo","retryDelay":"32s"}]}}.
    static TimeSpan? OfBody(string body)
    {
        if (!body.Contains("retryDelay", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return UnicodeJson.Parse(body).Items("error", "details").Select(detail => Span(detail.Text("retryDelay"))).FirstOrDefault(wait => wait is not null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static bool IsUsedUp(string body) => body.Contains("insufficient_quota", StringComparison.Ordinal) || body.Contains("billing_hard_limit_reached", StringComparison.Ordinal);

    static string? Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault()?.Trim() : null;

    // However long a wait is asked for, it is one, and not none.
    static double? Number(string? text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number >= 0 ? Math.Min(number, LongestWait) : null;

    static TimeSpan? Until(string? text, DateTimeOffset now) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? NotBefore(date - now) : null;

    static TimeSpan NotBefore(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    // "1s", "6m0s", "1h2m3.5s", "120ms".
    static TimeSpan? Span(string? text)
    {
        if (text is null || DurationForm().Match(text) is not { Success: true, Length: > 0 } match)
        {
            return null;
        }

        double Of(string unit) => match.Groups[unit] is { Success: true } group && double.TryParse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : 0;
        double seconds = (Of("d") * 86_400) + (Of("h") * 3_600) + (Of("m") * 60) + Of("s") + (Of("ms") / 1_000);
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestWait));
    }

    [GeneratedRegex(@"^((?<d>[\d.]+)d)?((?<h>[\d.]+)h)?((?<m>[\d.]+)m(?!s))?((?<s>[\d.]+)s)?((?<ms>[\d.]+)ms)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationForm();
}
