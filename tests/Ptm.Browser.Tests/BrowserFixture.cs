using Microsoft.Playwright;

namespace Ptm.Browser.Tests;

/// <summary>One Chromium for the tests of a class; a page has a profile of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    IPlaywright? _playwright;
    IBrowser? _browser;

    /// <summary>The browser; the test that asks for it is skipped where there is none.</summary>
    internal async Task<IBrowser> GetAsync()
    {
        string path = Chromium.Require();
        _playwright ??= await Playwright.CreateAsync();
        return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Chromium.Arguments, Timeout = 60_000 });
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
