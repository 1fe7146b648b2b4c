using System.Text;
using Microsoft.Testing.Platform.Configurations;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.OutputDevice;
using Microsoft.Testing.Platform.Extensions.TestHost;
using Microsoft.Testing.Platform.OutputDevice;
using Microsoft.Testing.Platform.Services;

namespace Ptm.Xunit.Reporting.TestingPlatform;

/// <summary>The summary at the end: as text, and as a file, which is what <c>dotnet test</c> shows of it.</summary>
internal sealed class SummaryReport(IServiceProvider services) : ITestSessionLifetimeHandler, IDataProducer, IOutputDeviceDataProducer
{
    public string Uid => "Ptm.Xunit.Summary";

    public string Version => typeof(SummaryReport).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public string DisplayName => "Ptm summary";

    public string Description => "Score, pass rate, cost, tokens, and the slowest and flaky cases of the prompts that a run tested.";

    public Type[] DataTypesProduced { get; } = [typeof(SessionFileArtifact)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task OnTestSessionStartingAsync(ITestSessionContext testSessionContext)
    {
        RunCollector.Reset();
        return Task.CompletedTask;
    }

    public async Task OnTestSessionFinishingAsync(ITestSessionContext testSessionContext)
    {
        if (RunCollector.Current.Figures() is not { } figures)
        {
            return;
        }

        await services.GetOutputDevice().DisplayAsync(this, new TextOutputDeviceData(SummaryText.Plain(figures)), testSessionContext.CancellationToken).ConfigureAwait(false);
        string folder = services.GetConfiguration().GetTestResultDirectory();
        string file = Path.Combine(folder, $"{SummaryAtExit.Program}.ptm.md");
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(file, SummaryText.Markdown(figures, SummaryAtExit.Program), new UTF8Encoding(false), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await services.GetOutputDevice().DisplayAsync(this, new WarningMessageOutputDeviceData($"Ptm: the summary could not be written: {e.Message}"), testSessionContext.CancellationToken).ConfigureAwait(false);
            return;
        }

        await services.GetMessageBus().PublishAsync(this, new SessionFileArtifact(testSessionContext.SessionUid, new FileInfo(file), DisplayName, Description)).ConfigureAwait(false);
    }
}
