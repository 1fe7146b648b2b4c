using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Ptm.Core.Tests.Client;

public sealed partial class MethodTableTests
{
    static readonly string[] s_table = [.. File.ReadLines(Path.Combine(Repository.Root, "docs/client.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

    public static TheoryData<string, string, string> Methods() => [.. SeedMethods.Read().Select(method => (method.Name, method.Signature, method.Since))];

    [Fact]
    public void The_python_client_has_44_methods()
    {
        Assert.Equal(44, SeedMethods.Read().Select(method => method.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Each_method_of_the_python_client_has_a_row_with_its_version_and_a_method_here(string name, string signature, string since)
    {
        string[] cells = Assert.Single(s_table, line => line.StartsWith($"| `{signature}` |", StringComparison.Ordinal)).Split(" | ");
        Assert.Equal(since, cells[1].Trim(' ', '|'));
        Match ours = Call().Match(cells[2]);
        Assert.True(ours.Success, $"The row of {name} names no method.");
        string group = ours.Groups["group"].Value;
        Type holder = group.Length == 0 ? typeof(IPtm) : typeof(IPtm).GetProperty(group)!.PropertyType;
        MethodInfo method = Assert.Single(Candidates(holder), candidate => candidate.Name == ours.Groups["method"].Value);

        string[] parameters = [.. ours.Groups["parameters"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries)];
        Assert.All(parameters, parameter => Assert.Contains(method.GetParameters(), own => own.Name == parameter));
        Assert.Equal(typeof(CancellationToken), method.GetParameters()[^1].ParameterType);
        Assert.Equal(name is "optimize_prompt" or "invoke_skill" or "invoke_prompt", method.GetCustomAttribute<ObsoleteAttribute>()?.DiagnosticId is not null);
    }

    static IEnumerable<MethodInfo> Candidates(Type holder) =>
    [
        .. holder.GetMethods(),
        .. typeof(IPtm).Assembly.GetExportedTypes()
            .Where(type => type.IsDefined(typeof(ExtensionAttribute)))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && method.GetParameters()[0].ParameterType == holder),
    ];

    [GeneratedRegex(@"`ptm\.((?<group>\w+)\.)?(?<method>\w+)\((?<parameters>[^)]*)\)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();
}
