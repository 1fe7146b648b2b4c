using System.Reflection;
using System.Runtime.Loader;

namespace Ptm.Cli;

/// <summary>Loads the user's program with its own dependencies; only what both sides have to share comes from here.</summary>
internal sealed class ProviderAssembly : AssemblyLoadContext
{
    static readonly string[] s_shared = ["Ptm.Core", "Ptm.Engine", "Microsoft.Extensions.AI.Abstractions"];

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
            return new(full);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or InvalidOperationException)
        {
            throw new PtmException(new Diagnostic(DiagnosticCodes.FileNotFound, DiagnosticSeverity.Error, $"The assembly cannot be loaded: {e.Message} Was the project built?", new(full)), e);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        s_shared.Contains(assemblyName.Name, StringComparer.OrdinalIgnoreCase)
            ? null
            : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
