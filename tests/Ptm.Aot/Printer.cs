namespace Ptm.Aot;

internal sealed class Printer : IProgress<RunProgress>
{
    public void Report(RunProgress value) => Console.WriteLine($"{value.Sequence} {value.State}");
}
