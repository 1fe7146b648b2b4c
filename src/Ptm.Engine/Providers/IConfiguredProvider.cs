using Ptm.Engine.Code;

namespace Ptm.Engine.Providers;

/// <summary>A provider from code that its profile tells how to ask.</summary>
internal interface IConfiguredProvider
{
    /// <summary>The provider as a profile wants it asked.</summary>
    /// <exception cref="PtmException">The profile does not say how (PTM3004).</exception>
    IPromptProvider With(ProviderSettings settings, CodeRunner code);
}
