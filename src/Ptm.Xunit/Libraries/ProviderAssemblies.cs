using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Ptm.Engine;

namespace Ptm.Xunit.Libraries;

/// <summary>The assemblies of a test program that can declare providers: its own and every one beside it that references Ptm.Core.</summary>
internal static class ProviderAssemblies
{
    static readonly string[] s_ours = [.. new[] { typeof(PtmProviderAttribute), typeof(PtmEngine), typeof(ProviderAssemblies) }.Select(type => type.Assembly.GetName().Name!)];

    public static IReadOnlyList<Assembly> Of(Assembly testAssembly)
    {
        string folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";

        // The compiler drops a reference that no code uses, and a test project need not use a type of the program that its prompts run on.
        // So what is deployed counts, and not what is referenced.
        IEnumerable<string> names =
            from path in trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            where string.Equals(Path.GetDirectoryName(path), folder, StringComparison.OrdinalIgnoreCase)
            let name = Path.GetFileNameWithoutExtension(path)
            where name != testAssembly.GetName().Name && !s_ours.Contains(name, StringComparer.OrdinalIgnoreCase) && ReferencesContracts(path)
            orderby name
            select name;
        return [testAssembly, .. names.Select(name => Assembly.Load(new AssemblyName(name)))];
    }

    // Reading the metadata is far cheaper than loading the assembly, and runs none of its code.
    static bool ReferencesContracts(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using PEReader image = new(stream);
            if (!image.HasMetadata)
            {
                return false;
            }

            MetadataReader metadata = image.GetMetadataReader();
            return metadata.AssemblyReferences.Any(reference => metadata.StringComparer.Equals(metadata.GetAssemblyReference(reference).Name, s_ours[0]));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
