// A model that answers every chat completion after a while, and some requests with status 429. GET / tells what it has seen, and forgets it.
// usage: Ptm.Bench.Models MILLISECONDS [PERCENT_429 [RETRY_AFTER_SECONDS]]
using System.Diagnostics;
using System.Globalization;

TimeSpan delay = TimeSpan.FromMilliseconds(double.Parse(args[0], CultureInfo.InvariantCulture));
double refused = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) / 100 : 0;
const string Answer = """{"id":"c","object":"chat.completion","created":1767225600,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello Ada!"}}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""";

Lock gate = new();
#pragma warning disable CA5394 // The same requests are refused in each run.
Random random = new(2026);
#pragma warning restore CA5394
int answered = 0, busy = 0, now = 0, most = 0;
long first = 0, last = 0;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
await using WebApplication app = builder.Build();
app.Urls.Add("http://127.0.0.1:0");
app.MapPost("/{**path}", async (HttpContext context) =>
{
    bool isRefused;
    lock (gate)
    {
        first = first == 0 ? Stopwatch.GetTimestamp() : first;
        most = Math.Max(most, ++now);
#pragma warning disable CA5394
        isRefused = random.NextDouble() < refused;
#pragma warning restore CA5394
    }

    if (!isRefused)
    {
        await Task.Delay(delay);
    }

    if (isRefused && args.Length > 2)
    {
        context.Response.Headers.RetryAfter = args[2];
    }

    context.Response.StatusCode = isRefused ? 429 : 200;
    context.Response.ContentType = "application/json";
    await context.Response.WriteAsync(isRefused ? """{"error":{"message":"Rate limit reached","type":"requests"}}""" : Answer);
    lock (gate)
    {
        now--;
        _ = isRefused ? busy++ : answered++;
        last = Stopwatch.GetTimestamp();
    }
});
app.MapGet("/", () =>
{
    lock (gate)
    {
        string told = string.Create(CultureInfo.InvariantCulture, $"{answered} {busy} {most} {Stopwatch.GetElapsedTime(first, last).TotalSeconds:0.000}\n");
        (answered, busy, most, first) = (0, 0, 0, 0);
        return told;
    }
});
await app.StartAsync();
Console.WriteLine(app.Urls.First());
await app.WaitForShutdownAsync();
