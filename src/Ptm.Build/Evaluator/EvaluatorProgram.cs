using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Ptm.Build.Evaluator;

/// <summary>The program that evaluates, and the host that runs it.</summary>
internal sealed class EvaluatorProgram
{
    const string Name = "ptm.dll";

    static readonly string[] s_parts = [Name, "Ptm.Engine.dll", "Ptm.Core.dll"];

    EvaluatorProgram(string path)
    {
        Path = path;
        Host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
    }

    public string Path { get; }

    /// <summary>The <c>dotnet</c> that runs the build; in MSBuild.exe the one on the path.</summary>
    public string Host { get; }

    /// <summary>Changes when the program does: with the package's version, or when it was built again from source.</summary>
    public IEnumerable<string> Identity =>
        from part in s_parts
        let file = new FileInfo(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, part))
        where file.Exists
        select string.Format(CultureInfo.InvariantCulture, "{0} {1} {2}", file.FullName, file.Length, file.LastWriteTimeUtc.Ticks);

    /// <param name="path">The program where it is not in the package; empty where it is.</param>
    /// <param name="packageFolder">The package that the project asks for; empty for the one of the task.</param>
    /// <param name="taskAssembly">
    /// The task's file, which in a package is <c>tasks/netstandard2.0/Ptm.Build.dll</c>. A process that has one version of it loaded may be asked
    /// to build with another: MSBuild.exe then goes on with the one it has.
    /// </param>
    public static EvaluatorProgram Find(string? path, string? packageFolder, string taskAssembly)
    {
        string package = string.IsNullOrEmpty(packageFolder) ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(taskAssembly)!, "..", "..") : packageFolder!;
        IEnumerable<string> candidates = string.IsNullOrEmpty(path) ? InPackage(package) : [System.IO.Path.GetFullPath(path!)];
        return candidates.FirstOrDefault(File.Exists) is { } found
            ? new(found)
            : throw new EvaluatorException($"The evaluator is not there: {candidates.Last()}. Restore the package Ptm.Build again.");
    }

    static IEnumerable<string> InPackage(string package)
    {
        string tools = System.IO.Path.GetFullPath(System.IO.Path.Combine(package, "tools", "net10.0"));
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            yield return System.IO.Path.Combine(tools, "linux-x64", Name);
        }

        yield return System.IO.Path.Combine(tools, "any", Name);
    }
}
