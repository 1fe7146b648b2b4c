using Ptm.Engine.Library.Writing;
using Ptm.Engine.Library.Yaml;
using Ptm.Statistics;

namespace Ptm.Engine.Tests.Library.Writing;

/// <summary>Any text in the place of one of any style.</summary>
public sealed class YamlEditTests
{
    static readonly string[] s_pieces =
        [" ", " ", "\n", "\n", "\t", "\r\n", "a", "b c", "#", " #", ":", ": ", "'", "\"", "\\", "{", "}", "{{ x }}", "[", ",", "-", "- ", "---", "...", "|", ">", "%", "&a", "*a", "!t", "?", "@", "`", "ä", "\u0001", "\u2028", "\u00a0", "\ufeff", "😀", "null", "1", "true"];

    static readonly string[] s_files =
    [
        "# top\na: 1\nt: Some text # why\nz: [1] # end\n",
        "a: 1\nt: 'It''s'\n# below\nz: 2",
        "a: 1\nt: \"one\\ntwo\"   # why\nz: 2\n",
        "a: 1\nt: | # why\n  one\n\n   two\n\n# below\nz: 2\n",
        "a: 1\nt: >-\n    one\n    two\n\nz: 2\n",
        "t: |+\n  one\n\n\nz: 2\n",
        "a:\n  - t: |2\n       one\n      two\n    z: 2\n",
        "{a: 1, t: text, z: 2}\n",
        "a: 1\r\nt: |\r\n  one\r\n  two\r\n# below\r\nz: 2\r\n",
        "a: 1\nt: |-\n  one\n  two",
    ];

    [Fact]
    public void Any_text_can_stand_there_and_nothing_else_changes()
    {
        SplitMix64 random = new(11);
        for (int round = 0; round < 2_000; round++)
        {
            string yaml = s_files[round % s_files.Length];
            string text = string.Concat(Enumerable.Range(0, 1 + random.NextIndex(8)).Select(_ => s_pieces[random.NextIndex(s_pieces.Length)]));

            string changed = YamlEdit.Replace("p.yaml", yaml, root => [(Find(root), 2 + (yaml.StartsWith("a:\n", StringComparison.Ordinal) ? 4 : 0), text)]);

            YamlNode read = YamlFile.Parse("p.yaml", new StringReader(changed))!;
            Assert.Equal(text, Find(read).Text);
            foreach (string comment in new[] { "# top", "# why", "# below", "# end" }.Where(comment => yaml.Contains(comment, StringComparison.Ordinal)))
            {
                Assert.True(changed.Contains(comment, StringComparison.Ordinal), $"{comment} is gone:\n{changed}");
            }

            Assert.Equal(yaml.EndsWith('\n'), changed.EndsWith('\n'));
        }
    }

    static YamlScalar Find(YamlNode root) => root switch
    {
        YamlMapping mapping when mapping.Find("t") is { Value: YamlScalar scalar } => scalar,
        YamlMapping mapping => Find(mapping.Find("a")!.Value),
        YamlSequence sequence => Find(sequence.Items[0]),
        _ => throw new InvalidOperationException(),
    };
}
