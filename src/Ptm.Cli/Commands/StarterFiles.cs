using System.Reflection;

namespace Ptm.Cli.Commands;

/// <summary>The files that <c>ptm init</c> writes, kept as files (folder <c>Starter</c>) so that they can be read and run.</summary>
internal static class StarterFiles
{
    static readonly string[] s_names = ["ptm.yaml", "prompts/greeting.yaml", ".ptm/ptm.schema.json", ".ptm/prompt.schema.json", ".ptm/.gitignore"];

    public static IEnumerable<(string Name, string Content)> All => s_names.Select(name => (name, Read(name)));

    static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
