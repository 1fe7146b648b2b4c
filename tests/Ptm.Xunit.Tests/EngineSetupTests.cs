using System.Reflection;
using Ptm.Engine;
using Ptm.Xunit.Libraries;

namespace Ptm.Xunit.Tests;

public sealed class EngineSetupTests
{
    [Fact]
    public void The_set_up_gets_the_options()
    {
        PtmEngineOptions options = new();

        EngineSetup.Invoke([Method(nameof(Limit))], options);

        Assert.Equal(3, options.MaxConcurrency);
    }

    [Theory]
    [InlineData(nameof(NotStatic))]
    [InlineData(nameof(Returning))]
    [InlineData(nameof(Taking))]
    [InlineData(nameof(Generic))]
    public void A_method_of_another_shape_is_refused_with_the_right_one(string name)
    {
        PtmException refused = Assert.Throws<PtmException>(() => EngineSetup.Invoke([Method(name)], new()));

        Assert.Contains($"static void {name}(PtmEngineOptions options)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_set_ups_are_refused_by_name()
    {
        PtmException refused = Assert.Throws<PtmException>(() => EngineSetup.Invoke([Method(nameof(Limit)), Method(nameof(Taking))], new()));

        Assert.Contains("EngineSetupTests.Limit and Ptm.Xunit.Tests.EngineSetupTests.Taking", refused.Message, StringComparison.Ordinal);
    }

    static MethodInfo Method(string name) => typeof(EngineSetupTests).GetMethod(name, BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic)!;

    static void Limit(PtmEngineOptions options) => options.MaxConcurrency = 3;

    static int Returning(PtmEngineOptions options) => options.MaxConcurrency;

    static void Taking(string text) => Assert.NotNull(text);

    static void Generic<T>(PtmEngineOptions options) => Assert.NotNull(options);

    void NotStatic(PtmEngineOptions options) => Assert.NotSame(this, options);
}
