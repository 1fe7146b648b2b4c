namespace Ptm.Wire;

/// <summary>The data of one event of a run.</summary>
internal sealed record ProgressDocument
{
    public required string RunKey { get; init; }

    public required long Sequence { get; init; }

    public required RunState State { get; init; }

    public required int Completed { get; init; }

    public required int Total { get; init; }

    public CaseDocument? Result { get; init; }

    public static ProgressDocument From(RunProgress progress) => new()
    {
        RunKey = progress.RunKey,
        Sequence = progress.Sequence,
        State = progress.State,
        Completed = progress.Completed,
        Total = progress.Total,
        Result = progress.Result is { } result ? CaseDocument.From(result) : null,
    };

    public RunProgress ToProgress() => new()
    {
        RunKey = RunKey,
        Sequence = Sequence,
        State = State,
        Completed = Completed,
        Total = Total,
        Result = Result?.ToResult(),
    };
}
