using System.Text;

namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>Changes to a text that a slip of a hand, a cut-off download or an enemy would make.</summary>
internal static class Mutation
{
    public static string Of(string text, Dice dice)
    {
        for (int round = dice.Below(4); round >= 0; round--)
        {
            text = dice.Chance(0.5) ? Characters(text, dice) : Lines(text, dice);
        }

        return text;
    }

    static string Characters(string text, Dice dice)
    {
        int at = dice.Below(text.Length + 1);
        int length = Math.Min(dice.Below(8), text.Length - at);
        return dice.Below(6) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, dice.OddText()),
            2 => text.Insert(at, text.Substring(at, length)),
            3 => text.Remove(at, length).Insert(at, dice.OddText()),
            4 => text[..at],
            _ => Bytes(text, dice),
        };
    }

    static string Bytes(string text, Dice dice)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0)
        {
            bytes[dice.Below(bytes.Length)] = (byte)dice.Below(256);
        }

        return Encoding.UTF8.GetString(bytes);
    }

    static string Lines(string text, Dice dice)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = dice.Below(lines.Count);
        int other = dice.Below(lines.Count);
        switch (dice.Below(6))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[other]);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3:
                lines[at] = "  " + lines[at];
                break;
            case 4:
                lines[at] = lines[at].TrimStart();
                break;
            default:
                int colon = lines[at].IndexOf(':', StringComparison.Ordinal);
                lines[at] = colon < 0 ? lines[at] + dice.OddText() : lines[at][..(colon + 1)] + " " + dice.OddText();
                break;
        }

        return string.Join('\n', lines);
    }
}
