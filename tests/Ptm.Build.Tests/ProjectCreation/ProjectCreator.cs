using System.Xml.Linq;

namespace Ptm.ProjectCreation;

/// <summary>Writes a project and builds it with the real <c>dotnet</c>. The names follow MSBuild.ProjectCreation.</summary>
public sealed class ProjectCreator
{
    readonly XElement _project = new("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"));
    readonly string _path;

    ProjectCreator(string path) => _path = path;

    public string Folder => System.IO.Path.GetDirectoryName(_path)!;

    /// <summary>A library for net10.0 with one class.</summary>
    public static ProjectCreator Create(TempFolder folder, string name = "App")
    {
        folder.Write($"{name}/{name}.cs", $"namespace {name};\n\npublic static class {name}Class;\n");
        return new ProjectCreator(folder.Combine($"{name}/{name}.csproj")).Property("RunAnalyzers", "false");
    }

    public ProjectCreator Property(string name, string value) => Add(new("PropertyGroup", new XElement(name, value)));

    public ProjectCreator Item(string type, string include, params (string Name, string Value)[] metadata) =>
        Add(new("ItemGroup", new XElement(type, new XAttribute("Include", include), metadata.Select(one => new XAttribute(one.Name, one.Value)))));

    public ProjectCreator Import(string project) => Add(new("Import", new XAttribute("Project", project)));

    /// <summary>Any other element of a project, such as a target.</summary>
    public ProjectCreator Element(string xml) => Add(XElement.Parse(xml));

    public ProjectCreator File(string name, string content)
    {
        string path = System.IO.Path.Combine(Folder, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return this;
    }

    public ProjectCreator Save()
    {
        _project.Save(_path);
        return this;
    }

    /// <summary>Restores and builds.</summary>
    public bool TryBuild(out BuildOutput output, params string[] options) => TryRun(out output, ["build", .. options]);

    /// <summary>Runs a command of <c>dotnet</c> that builds; <paramref name="options"/> come after the common ones.</summary>
    public bool TryRun(out BuildOutput output, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, IEnumerable<string>? options = null)
    {
        string binlog = System.IO.Path.Combine(Folder, "build.binlog");
        System.IO.File.Delete(binlog);
        (int exitCode, string text) = DotnetProcess.Run(Folder, [.. arguments, .. CommonOptions(binlog), .. options ?? []], environment);
        output = BuildOutput.Read(text, binlog);
        return exitCode == 0;
    }

    public static IEnumerable<string> CommonOptions(string binlog) => ["-nologo", "-tl:off", "-nodeReuse:false", $"-bl:{binlog}"];

    ProjectCreator Add(XElement element)
    {
        _project.Add(element);
        return this;
    }
}
