using System.Text.Json;
using Ptm.Engine.Code;
using Ptm.Engine.Providers.Http;
using Ptm.Engine.Providers.Limits;

namespace Ptm.Engine.Providers.Programs;

/// <summary>Makes the providers that are programs, files of code and addresses.</summary>
internal static class ProgramProviders
{
    public static IPromptProvider Create(ProgramId id, ProviderSettings settings, ProviderRole role, CodeRunner code, TimeProvider time)
    {
        string folder = FolderOf(settings);
        ProviderSettings limits = WithTimeLimit(settings);
        IPromptProvider provider = id.Kind switch
        {
            ProgramKind.Command => new ExecProvider(id.Rest, settings, folder, time),
            ProgramKind.Code => new CodeProvider(
                CodeReference.OfPath(id.Rest, folder, settings.Location)
                    ?? throw Fault.Of(DiagnosticCodes.InvalidValue, $"Provider '{settings.Name}': '{id.Rest}' is no file of code; .js, .mjs, .cjs, .ts, .py and .rb are.", settings.Location),
                settings, code, time),
            ProgramKind.Webhook => new WebhookProvider(id.Rest, settings, time),
            _ => new HttpProvider(HttpRequestTemplate.Read(id.Rest, settings, folder), settings, code, time),
        };
        return new LimitedProvider(provider, limits, CallLimits.Of(limits, $"{settings.Name}\n{settings.Type}", role, time), time);
    }

    /// <summary>The folder that relative paths of a profile count from.</summary>
    public static string FolderOf(ProviderSettings settings) =>
        settings.Location is { File.Length: > 0 } place ? Path.GetDirectoryName(Path.GetFullPath(place.File))! : Environment.CurrentDirectory;

    /// <summary>A profile with the time limit that its config may set.</summary>
    public static ProviderSettings WithTimeLimit(ProviderSettings settings) => settings with { TimeoutSeconds = settings.TimeoutSeconds ?? Timeout(settings) };

    // promptfoo counts in milliseconds, and waits 300 s.
    static double? Timeout(ProviderSettings settings) =>
        settings.Parameters is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("timeout", out JsonElement timeout) && timeout.ValueKind == JsonValueKind.Number && timeout.GetDouble() > 0
            ? timeout.GetDouble() / 1000
            : null;
}
