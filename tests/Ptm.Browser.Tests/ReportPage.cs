using Microsoft.Playwright;
using Ptm.Engine.Reporting;

namespace Ptm.Browser.Tests;

/// <summary>A report opened from a file, and everything that the browser complained about or asked for.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    readonly TempFolder _folder = new();
    readonly List<string> _complaints = [];
    readonly List<string> _requests = [];
    readonly IBrowserContext _context;

    ReportPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Add(_complaints, message.Type is "error" or "warning" ? $"{message.Type}: {message.Text}" : null);
        page.PageError += (_, error) => Add(_complaints, error);
        page.Request += (_, request) => Add(_requests, request.Url == Url || request.Url.StartsWith("data:", StringComparison.Ordinal) ? null : request.Url);
        page.Dialog += (_, dialog) => Add(_complaints, $"dialog: {dialog.Message}");
    }

    public IPage Page { get; }

    public string Url => new Uri(_folder.Combine("report.html")).AbsoluteUri;

    /// <summary>The results that the filters leave.</summary>
    public ILocator Results => Page.Locator("a.cell:visible");

    public ILocator Case => Page.Locator("dialog#case");

    public ILocator Count => Page.Locator("#count");

    /// <summary>Console errors and warnings, refused content, exceptions, dialogs.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>What the page asked for besides itself.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public static async Task<ReportPage> OpenAsync(BrowserFixture browser, RunResult run, ColorScheme scheme = ColorScheme.Light, bool scripts = true, int width = 1280)
    {
        IBrowser chromium = await browser.GetAsync();
        IBrowserContext context = await chromium.NewContextAsync(new() { ColorScheme = scheme, JavaScriptEnabled = scripts, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = width, Height = 900 } });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        ReportPage report = new(context, page);
        await ReportFile.WriteAsync(run, ReportFormat.Html, report._folder.Combine("report.html"), cancellationToken: TestContext.Current.CancellationToken);
        await page.GotoAsync(report.Url);
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _folder.Dispose();
    }

    static void Add(List<string> list, string? line)
    {
        if (line is not null)
        {
            lock (list)
            {
                list.Add(line);
            }
        }
    }
}
