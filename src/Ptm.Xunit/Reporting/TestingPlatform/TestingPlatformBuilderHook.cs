using Microsoft.Testing.Platform.Builder;

namespace Ptm.Xunit.Reporting.TestingPlatform;

/// <summary>Called by the entry point that Microsoft.Testing.Platform generates for a test project; the package's build files name it.</summary>
public static class TestingPlatformBuilderHook
{
    /// <summary>Registers the summary at the end of a test run.</summary>
    /// <param name="testApplicationBuilder">The test program as it is being built.</param>
    /// <param name="arguments">Its command line; not looked at.</param>
    public static void AddExtensions(ITestApplicationBuilder testApplicationBuilder, string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(testApplicationBuilder);
        testApplicationBuilder.TestHost.AddTestSessionLifetimeHandler(services => new SummaryReport(services));
    }
}
