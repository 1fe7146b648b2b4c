using System.Globalization;

namespace Ptm.Engine.Grading.Assertions.Markup;

/// <summary>A path such as <c>root.item.0.name</c>: elements by name from the root on, one of several by its index, <c>@_x</c> for an attribute, <c>#text</c> for text beside elements or attributes.</summary>
internal static class ElementPath
{
    const string Attribute = "@_";
    const string Text = "#text";

    public static bool Leads(string path, MarkupElement document)
    {
        List<MarkupElement> at = [document];
        string[] steps = path.Split('.');
        for (int i = 0; i < steps.Length; i++)
        {
            string step = steps[i];
            if (at.Count > 1)
            {
                if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= at.Count)
                {
                    return false;
                }

                at = [at[index]];
                continue;
            }

            if (i == steps.Length - 1 && IsLeaf(step, at[0]))
            {
                return true;
            }

            at = at[0].Children.FindAll(child => child.Name == step);
            if (at.Count == 0)
            {
                return false;
            }
        }

        return true;
    }

    static bool IsLeaf(string step, MarkupElement element) =>
        step == Text ? element.HasText && (element.Children.Count > 0 || element.Attributes.Count > 0)
        : step.StartsWith(Attribute, StringComparison.Ordinal) && element.Attributes.Contains(step[Attribute.Length..]);
}
