using Ptm.Xunit.Libraries;

namespace Ptm.Xunit.Tests;

public sealed class ProjectFolderTests
{
    [Fact]
    public void The_environment_wins_over_the_project_and_a_project_of_another_machine_over_nothing()
    {
        using TempFolder project = new();
        using TempFolder root = new();

        Assert.Equal(root.Path, ProjectFolder.Of(root.Path, project.Path));
        Assert.Equal(project.Path, ProjectFolder.Of(null, project.Path));
        Assert.Equal(AppContext.BaseDirectory, ProjectFolder.Of(" ", Path.Combine(project.Path, "built-elsewhere")));
        Assert.Equal(AppContext.BaseDirectory, ProjectFolder.Of(null, null));
    }
}
