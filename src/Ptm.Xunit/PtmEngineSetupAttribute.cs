namespace Ptm.Xunit;

/// <summary>
/// Marks the static method of a test assembly that sets the engine up before the first case runs:
/// <c>[PtmEngineSetup] static void SetUp(PtmEngineOptions options) => options.AddProvider("app", …);</c>
/// It takes a <see cref="Ptm.Engine.PtmEngineOptions"/>, returns nothing, is called once, and never while tests are only listed.
/// A test assembly has at most one.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PtmEngineSetupAttribute : Attribute;
