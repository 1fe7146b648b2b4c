namespace Ptm.Engine.Reporting.Html;

/// <summary>A column: a prompt on a provider.</summary>
internal sealed record MatrixColumn(string PromptId, string PromptLabel, string Provider);

/// <summary>A row: a case, and by column the results (as indexes into the run's) of each of its samples.</summary>
internal sealed record MatrixRow(CaseResult Case, IReadOnlyDictionary<MatrixColumn, List<int>> Cells);

/// <summary>Prompts that share their cases, such as the prompts of one promptfoo config, with every case.</summary>
internal sealed record Matrix(IReadOnlyList<MatrixColumn> Columns, IReadOnlyList<MatrixRow> Rows)
{
    public IReadOnlyList<string> PromptIds => [.. Columns.Select(column => column.PromptId).Distinct(StringComparer.Ordinal)];

    /// <summary>One matrix for each group of prompts that share cases, in the run's order.</summary>
    public static IReadOnlyList<Matrix> Of(RunResult run)
    {
        Dictionary<object, Row> rows = [];
        Groups prompts = new();
        for (int index = 0; index < run.Results.Count; index++)
        {
            CaseResult result = run.Results[index];
            object key = KeyOf(result);
            if (!rows.TryGetValue(key, out Row? row))
            {
                rows.Add(key, row = new(result, []));
            }

            prompts.Join(row.Case.PromptId, result.PromptId);
            MatrixColumn column = new(result.PromptId, result.PromptLabel, result.Provider);
            if (!row.Cells.TryGetValue(column, out List<int>? samples))
            {
                row.Cells.Add(column, samples = []);
            }

            samples.Add(index);
        }

        return [.. rows.Values.GroupBy(row => prompts.Of(row.Case.PromptId)).Select(group => new Matrix(
            [.. group.SelectMany(row => row.Cells.Keys).Distinct()],
            [.. group.Select(row => new MatrixRow(row.Case, row.Cells))]))];
    }

    // A case of a file is the same for every prompt that it is written for; without a place only its prompt can tell.
    static object KeyOf(CaseResult result) => result.Location is { } place ? (place, result.Id) : (result.PromptId, result.Id);

    sealed record Row(CaseResult Case, Dictionary<MatrixColumn, List<int>> Cells);

    /// <summary>Which prompts belong together.</summary>
    sealed class Groups
    {
        readonly Dictionary<string, string> _parents = [];

        public string Of(string prompt)
        {
            string root = prompt;
            while (_parents.TryGetValue(root, out string? parent))
            {
                root = parent;
            }

            return root;
        }

        public void Join(string first, string second)
        {
            string root = Of(first);
            string other = Of(second);
            if (root != other)
            {
                _parents[other] = root;
            }
        }
    }
}
