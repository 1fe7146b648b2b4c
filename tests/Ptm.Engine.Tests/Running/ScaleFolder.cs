using System.Text;

namespace Ptm.Engine.Tests.Running;

/// <summary>Configs of as many cases as a test wants.</summary>
internal static class ScaleFolder
{
    /// <summary>A config with <paramref name="cases"/> cases, each of which runs once.</summary>
    public static string WriteConfig(this TempFolder folder, int cases)
    {
        StringBuilder config = new("prompts: ['Case {{ id }}', 'Again {{ id }}']\nproviders: [echo, {id: echo, label: twin}]\ntests:\n");
        for (int index = 0; index < cases; index++)
        {
            config.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - {{ description: case {index}, vars: {{ id: {index} }}, assert: [{{ type: contains, value: ' {index}' }}] }}\n");
        }

        return folder.Write("promptfooconfig.yaml", config.ToString());
    }
}
