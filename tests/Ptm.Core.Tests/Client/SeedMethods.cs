namespace Ptm.Core.Tests.Client;

/// <summary>A method of the Python client: its name, signature, and the version that brought it.</summary>
public sealed record SeedMethods(string Name, string Signature, string Since)
{
    public static IReadOnlyList<SeedMethods> Read() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests/Ptm.Core.Tests/Client/seed-methods.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(parts => new SeedMethods(parts[1].Split('(')[0], parts[1], parts[0].TrimStart('v'))),
    ];
}
