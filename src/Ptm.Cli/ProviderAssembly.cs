using System.Reflection;
using System.Runtime.Loader;

namespace Ptm.Cli;

/// <summary>Loads the user's program with its own dependencies; only what both sides have to share comes from here.</summary>
internal sealed class ProviderAssembly : AssemblyLoadContext
{
    static readonly string[] s_shared = ["Ptm.Core", "Ptm.Engine", "Microsoft.Extensions.AI.Abstractions"];

    // Where a program and the frameworks both bring an assembly, a program of its own would take the newer one; ASP.NET Core's types have to be the same on both sides.
    static readonly Lazy<IReadOnlyDictionary<string, string>> s_frameworks = new(FrameworkAssemblies);

    readonly AssemblyDependencyResolver _resolver;

    ProviderAssembly(string path)
        : base(Path.GetFileNameWithoutExtension(path))
    {
        _resolver = new(path);
        Main = LoadFromAssemblyPath(path);
    }

    /// <summary>The assembly that was asked for.</summary>
    public Assembly Main { get; }

    /// <summary>The files of the program that were loaded up to now.</summary>
    public IEnumerable<string> LoadedFiles => Assemblies.Select(assembly => assembly.Location).Where(path => path.Length > 0);

    /// <exception cref="PtmException">The file is not there or is no assembly.</exception>
    public static ProviderAssembly Load(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            ProviderAssembly loaded = new(full);
            WebApplicationInMemory.StandInFor(full);
            return loaded;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or InvalidOperationException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The assembly cannot be loaded: {e.Message} Was the project built?", new(full)), e);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name ?? "";
        return s_shared.Contains(name, StringComparer.OrdinalIgnoreCase) || IsOfFrameworks(name, assemblyName.Version)
            ? null
            : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    static bool IsOfFrameworks(string name, Version? asked) =>
        s_frameworks.Value.TryGetValue(name, out string? path) && (asked is null || AssemblyName.GetAssemblyName(path).Version >= asked);

    static Dictionary<string, string> FrameworkAssemblies()
    {
        string own = Path.GetDirectoryName(typeof(ProviderAssembly).Assembly.Location)!;
        return (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => !string.Equals(Path.GetDirectoryName(path), own, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.OrdinalIgnoreCase);
    }
}
