using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Ptm.Engine.Tests.Reporting;
using static Microsoft.Playwright.Assertions;

namespace Ptm.Browser.Tests;

public sealed class ReportPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_page_asks_for_nothing_and_the_browser_has_nothing_to_refuse()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support);

        await Expect(report.Count).ToHaveTextAsync("19 results");
        await Expect(report.Results).ToHaveCountAsync(19);
        await report.Results.First.ClickAsync();
        await Expect(report.Case).ToBeVisibleAsync();
        Assert.Empty(report.Complaints);
        Assert.Empty(report.Requests);
    }

    [Fact]
    public async Task Filters_by_text_outcome_provider_and_prompt_say_how_many_results_are_left()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support);
        int failed = SampleRuns.Support.Results.Count(result => result.Outcome == CaseOutcome.Failed);
        int local = SampleRuns.Support.Results.Count(result => result.Provider == "local llama");

        await report.Page.GetByLabel("failed").CheckAsync();
        await Expect(report.Count).ToHaveTextAsync($"{failed} of 19 results");
        await Expect(report.Results).ToHaveCountAsync(failed);
        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(report.Count).ToHaveTextAsync("19 results");

        await report.Page.Locator("#provider").SelectOptionAsync("local llama");
        await Expect(report.Count).ToHaveTextAsync($"{local} of 19 results");
        await Expect(report.Page.Locator("thead th:visible .provider")).ToHaveTextAsync(["local llama", "local llama"]);
        await report.Page.Locator("#prompt").SelectOptionAsync("support.short");
        await Expect(report.Results).ToHaveCountAsync(local / 2);

        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await report.Page.GetByRole(AriaRole.Searchbox).FillAsync("INVOICE sorts");
        await Expect(report.Count).ToHaveTextAsync("1 of 19 results");
        await report.Page.GetByRole(AriaRole.Searchbox).FillAsync("nobody wrote this");
        await Expect(report.Page.GetByText("No result matches.")).ToBeVisibleAsync();
        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task A_keyboard_alone_finds_opens_follows_and_closes_a_case()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support);
        IKeyboard keyboard = report.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        await Expect(report.Page.GetByText("Skip to the results")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("refund window");
        await Expect(report.Count).ToHaveTextAsync("4 of 19 results");
        await FocusByTabAsync(report, report.Results.First);
        await keyboard.PressAsync("ArrowRight");
        await Expect(report.Results.Nth(1)).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(report.Case.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("names the refund window");
        await Expect(report.Case.Locator("#position")).ToHaveTextAsync("2 of 4");
        await keyboard.PressAsync("ArrowRight");
        await Expect(report.Case.Locator("#position")).ToHaveTextAsync("3 of 4");
        await keyboard.PressAsync("Escape");
        await Expect(report.Case).ToBeHiddenAsync();
        await Expect(report.Results.Nth(2)).ToBeFocusedAsync();
        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task A_case_shows_its_prompt_output_and_every_check_with_its_reason_and_place()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support);

        await report.Page.GetByLabel("failed").CheckAsync();
        await report.Results.First.ClickAsync();

        foreach (string text in new[] { "You answer customers of Contoso.", "thank you for your message", "expected to contain \"30 days\"", "promptfooconfig.yaml:", "politeness", "Greets, thanks", "judge gpt-4.1", "1 if cost < 0.05 else 0 = 1", "recorded answer", "0.000078 USD" })
        {
            await Expect(report.Case).ToContainTextAsync(text);
        }
    }

    [Fact]
    public async Task The_address_of_a_case_opens_it()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support);

        await report.Page.GotoAsync(report.Url + "#case-3");

        await Expect(report.Case.Locator("#position")).ToHaveTextAsync("3 of 19");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_in_the_page_and_in_an_open_case(ColorScheme scheme)
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support, scheme);

        await AssertAccessibleAsync(report);
        await report.Page.GetByLabel("error").CheckAsync();
        await AssertAccessibleAsync(report);
        await report.Results.First.ClickAsync();
        await AssertAccessibleAsync(report);
        await report.Page.Keyboard.PressAsync("Escape");
        await report.Page.Locator("#theme").ClickAsync();
        await AssertAccessibleAsync(report);
    }

    [Fact]
    public async Task The_theme_follows_the_system_until_a_reader_chooses()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support, ColorScheme.Dark);
        string dark = await BackgroundAsync(report);

        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Light theme" }).ClickAsync();

        string light = await BackgroundAsync(report);
        Assert.NotEqual(dark, light);
        await report.Page.ReloadAsync();
        Assert.Equal(light, await BackgroundAsync(report));
        await report.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        Assert.Equal(dark, await BackgroundAsync(report));
    }

    [Fact]
    public async Task Hostile_texts_run_nothing_and_are_shown_as_they_are()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Hostile);
        RunResult run = SampleRuns.Hostile;

        await Expect(report.Results).ToHaveCountAsync(run.Results.Count);
        for (int index = 0; index < run.Results.Count; index++)
        {
            CaseResult result = run.Results[index];
            await report.Page.EvaluateAsync($"location.hash = '#case-{index + 1}'");
            await Expect(report.Case.Locator("h2")).ToBeVisibleAsync();
            Assert.Equal(Excerpt(result.Description), Excerpt(await TextAsync(report, "dialog h2")));
            Assert.Equal(Excerpt(result.Output!.Text), Excerpt(await TextAsync(report, "dialog .said pre")));
            Assert.Equal(Excerpt(result.Metrics[0].Reason), Excerpt(await TextAsync(report, "dialog h3:has-text('Metrics') + ul .reason")));
        }

        Assert.True(await report.Page.EvaluateAsync<bool>($"{SampleRuns.Flag} === undefined"));
        Assert.Equal(0, await report.Page.Locator("img, iframe, object, a:not(.cell):not(.skip), [onfocus], [onmouseover]").CountAsync());
        Assert.Empty(report.Complaints);
        Assert.Empty(report.Requests);
        await AssertAccessibleAsync(report);
    }

    [Fact]
    public async Task Markup_that_reached_the_page_would_still_be_refused()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support);

        foreach (string attack in new[] { "document.body.innerHTML = '<b>x</b>'", "document.body.setAttribute('onclick', 'x()')", "document.createElement('script').text = 'x()'" })
        {
            Assert.True(await report.Page.EvaluateAsync<bool>($"() => {{ try {{ {attack}; return false; }} catch (e) {{ return e instanceof TypeError; }} }}"), attack);
        }
    }

    [Fact]
    public async Task Without_scripts_the_figures_and_every_outcome_are_there()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support, scripts: false);

        await Expect(report.Page.Locator("main")).ToContainTextAsync("of 19 cases passed");
        await Expect(report.Results).ToHaveCountAsync(19);
        await Expect(report.Page.Locator("#filters")).ToBeHiddenAsync();
        await Expect(report.Page.Locator(".cell.failed").First).ToContainTextAsync("failed 58.33");
    }

    [Fact]
    public async Task Five_thousand_cases_can_be_searched_and_opened()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Large(5_000));

        await Expect(report.Count).ToHaveTextAsync("5,000 results");
        await report.Page.GetByRole(AriaRole.Searchbox).FillAsync("guarantee 4322");
        await Expect(report.Count).ToHaveTextAsync("1 of 5,000 results");
        await report.Results.First.ClickAsync();
        await Expect(report.Case.Locator("h2")).ToContainTextAsync("4322");
        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task A_narrow_screen_scrolls_the_matrix_and_not_the_page()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, SampleRuns.Support, width: 400);

        Assert.True(await report.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await report.Results.First.ClickAsync();
        Assert.True(await report.Page.EvaluateAsync<bool>("document.querySelector('dialog').scrollWidth <= innerWidth"));
    }

    static async Task FocusByTabAsync(ReportPage report, ILocator target)
    {
        for (int presses = 0; presses < 20; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await report.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("The first result was not reached with the Tab key.");
    }

    static async Task AssertAccessibleAsync(ReportPage report)
    {
        AxeResult result = await report.Page.RunAxe();
        Assert.Empty(result.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.NotEmpty(result.Passes);
    }

    static Task<string> BackgroundAsync(ReportPage report) => report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    // What a text is in the page, unit by unit, as a driver's transport may change lone surrogates.
    static async Task<string> TextAsync(ReportPage report, string selector)
    {
        int[] units = await report.Page.Locator(selector).First.EvaluateAsync<int[]>("element => Array.from(element.textContent.slice(0, 2000), unit => unit).join('').split('').map(unit => unit.charCodeAt(0))");
        return new([.. units.Select(unit => (char)unit)]);
    }

    static string Excerpt(string text) => text.Length > 2_000 ? text[..2_000] : text;
}
