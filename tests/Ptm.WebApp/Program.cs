using Ptm.WebApp;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
WebApplication app = builder.Build();
app.MapPost("/chat", (Question question, IConfiguration configuration) => new Answer(
    $"{configuration["Shop:Greeting"]}! {question.Message}",
    [new("find_lamp", new Dictionary<string, string>(StringComparer.Ordinal) { ["colour"] = question.Colour })],
    [new("search"), new("rank")]));
app.MapGet("/broken", string () => throw new InvalidOperationException("the lamp is out"));

// Tells a test that the application was ended, and not cut off.
app.Lifetime.ApplicationStopped.Register(() =>
{
    if (Environment.GetEnvironmentVariable("SHOP_STOPPED_FILE") is { Length: > 0 } file)
    {
        File.AppendAllText(file, "stopped\n");
    }
});
await app.RunAsync().ConfigureAwait(false);
