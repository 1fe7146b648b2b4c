using System.Collections.Concurrent;
using System.Reflection;
using Ptm.Engine;
using Ptm.Engine.Providers;
using Xunit;

namespace Ptm.Xunit.Libraries;

/// <summary>The engine options of a test assembly, made once and when the first case runs.</summary>
internal static class EngineSetup
{
    const BindingFlags EveryDeclared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // A set-up that threw throws for every case and is not tried again: half of it may have happened.
    static readonly ConcurrentDictionary<Assembly, Lazy<PtmEngineOptions>> s_options = new();

    /// <exception cref="PtmException">The set-up method has the wrong shape, there are two, or it threw.</exception>
    public static PtmEngineOptions Of(Assembly testAssembly) =>
        s_options.GetOrAdd(testAssembly, static assembly => new(() => Create(assembly))).Value;

    /// <summary>Whether the engine may call code of a test assembly or of what lies beside it: a set-up could have registered any.</summary>
    /// <exception cref="PtmException">The set-up or one of the providers is wrong.</exception>
    public static bool HasCode(Assembly testAssembly) => SetupMethods(testAssembly).Length > 0 || Of(testAssembly).Methods is not { ByName.Count: 0 };

    static MethodInfo[] SetupMethods(Assembly testAssembly) =>
        [.. testAssembly.GetTypes().SelectMany(type => type.GetMethods(EveryDeclared)).Where(method => method.IsDefined(typeof(PtmEngineSetupAttribute), inherit: false))];

    static PtmEngineOptions Create(Assembly testAssembly)
    {
        PtmEngineOptions options = new() { OnWarning = Warn };
        foreach (Assembly assembly in ProviderAssemblies.Of(testAssembly))
        {
            options.ProviderAssemblies.Add(assembly);
        }

        Invoke(SetupMethods(testAssembly), options);
        options.Methods = MethodProviders.Find(options.ProviderAssemblies, options.Time);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => options.Methods.Dispose();
        options.Server ??= PtmConnection.FromEnvironment()?.CreateClient();
        return options;
    }

    internal static void Invoke(IReadOnlyList<MethodInfo> methods, PtmEngineOptions options)
    {
        if (methods.Count == 0)
        {
            return;
        }

        MethodInfo method = methods[0];
        if (methods.Count > 1)
        {
            throw Wrong(DiagnosticCodes.Duplicate, $"Two methods are marked [PtmEngineSetup]: {Name(method)} and {Name(methods[1])}. Keep one, and let it call the other.", null);
        }

        if (!method.IsStatic || method.ContainsGenericParameters || method.ReturnType != typeof(void) || method.GetParameters() is not [{ ParameterType: { } type }] || type != typeof(PtmEngineOptions))
        {
            throw Wrong(DiagnosticCodes.InvalidValue, $"{Name(method)} is marked [PtmEngineSetup] and has to be: static void {method.Name}(PtmEngineOptions options).", null);
        }

        try
        {
            method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [options], null);
        }
        catch (Exception e)
        {
            throw Wrong(DiagnosticCodes.ProviderFailed, $"The engine's set-up {Name(method)} failed: {e.GetType().Name}: {e.Message}", e);
        }
    }

    static void Warn(Diagnostic warning)
    {
        if (TestContext.Current.Test is null)
        {
            TestContext.Current.SendDiagnosticMessage("{0}", warning);
        }
        else
        {
            TestContext.Current.AddWarning(warning.ToString());
        }
    }

    static string Name(MethodInfo method) => $"{method.DeclaringType?.FullName}.{method.Name}";

    static PtmException Wrong(string code, string message, Exception? inner) => new(new Diagnostic(code, DiagnosticSeverity.Error, message), inner);
}
