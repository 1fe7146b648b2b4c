using System.Diagnostics;

namespace Ptm.Bench.Fuzz.Fuzzing;

/// <summary>Makes the input of a kind that belongs to a seed and a number, and judges what comes of it.</summary>
internal static class Fuzzer
{
    static readonly TimeSpan _timeToShrink = TimeSpan.FromSeconds(20);

    public static async Task<FuzzFinding?> TryAsync(FuzzKind kind, int seed, long index)
    {
        string input = kind.Generate(new Dice(seed, index));
        return await ViolationAsync(kind, input).ConfigureAwait(false) is { } violation
            ? new FuzzFinding(kind.Name, seed, index, violation, input, await ShrinkAsync(kind, input).ConfigureAwait(false))
            : null;
    }

    static async Task<string?> ViolationAsync(FuzzKind kind, string input)
    {
        try
        {
            return await Task.Run(() => kind.ViolationAsync(input)).WaitAsync(kind.Limit).ConfigureAwait(false);
        }
        catch (TimeoutException error) when (error.TargetSite?.DeclaringType?.Assembly == typeof(Task).Assembly)
        {
            return $"no outcome within {kind.Limit.TotalSeconds:0} s";
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Ptm.", StringComparison.Ordinal))?.Trim()}";
        }
    }

    /// <summary>Leaves out ever smaller parts for as long as something is still wrong.</summary>
    static async Task<string> ShrinkAsync(FuzzKind kind, string input)
    {
        long start = Stopwatch.GetTimestamp();
        for (int part = Math.Max(1, input.Length / 2); part >= 1; part /= 2)
        {
            for (int at = 0; at + part <= input.Length && Stopwatch.GetElapsedTime(start) < _timeToShrink;)
            {
                string smaller = input.Remove(at, part);
                if (await ViolationAsync(kind, smaller).ConfigureAwait(false) is null)
                {
                    at += part;
                }
                else
                {
                    input = smaller;
                }
            }
        }

        return input;
    }
}
