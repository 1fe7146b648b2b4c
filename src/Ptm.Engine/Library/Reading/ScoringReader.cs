using Ptm.Engine.Library.Yaml;

namespace Ptm.Engine.Library.Reading;

/// <summary>Reads <c>additional_metrics</c> and <c>additional_kpis</c>. What is missing or twice there is found by the validator, which prompts without a file share.</summary>
internal static class ScoringReader
{
    static readonly string[] s_metricKeys = ["name", "criteria", "threshold", "evaluation_steps", "judge_samples", "evaluator", "scale"];
    static readonly string[] s_kpiKeys = ["name", "description", "expression", "weight", "threshold"];

    public static IEnumerable<MetricDefinition> Metrics(MappingReader reader) => Whole(reader, "additional_metrics", item =>
    {
        KeyPolicy.Own.Check(item, "A metric", s_metricKeys);
        return new MetricDefinition
        {
            Name = item.Text("name") ?? "",
            Criteria = item.Text("criteria") ?? "",
            Threshold = item.Number("threshold", 0, 1) ?? 0.5,
            EvaluationSteps = item.Texts("evaluation_steps"),
            JudgeSamples = JudgeReader.Samples(item),
            Evaluator = item.Text("evaluator"),
            Scale = Scale(item),
            Location = item.Location,
        };
    });

    public static IEnumerable<KpiDefinition> Kpis(MappingReader reader) => Whole(reader, "additional_kpis", item =>
    {
        KeyPolicy.Own.Check(item, "A KPI", s_kpiKeys);
        return new KpiDefinition
        {
            Name = item.Text("name") ?? "",
            Description = item.Text("description") ?? "",
            Expression = item.Text("expression") ?? "",
            Weight = item.Number("weight", 0) ?? 1,
            Threshold = item.Number("threshold", 0, 1),
            Location = item.Location,
            ExpressionLocation = item.Node("expression") is { } expression ? ScalarStart.Of(expression, item.File.Path) : null,
        };
    });

    static double[] Scale(MappingReader item)
    {
        if (item.Sequence("scale") is not { } list)
        {
            return [];
        }

        double[] numbers = [.. list.Items.Select(bound => bound is YamlScalar { Type: YamlScalarType.Number } scalar && YamlCoreSchema.TryNumber(scalar.Text, out double number) ? number : double.NaN)];
        if (!Array.TrueForAll(numbers, double.IsFinite))
        {
            item.Wrong("scale", "two numbers, [lowest, highest]", list);
        }

        return numbers;
    }

    // One that is read with an error would only be told of a second time.
    static IEnumerable<TDefinition> Whole<TDefinition>(MappingReader reader, string key, Func<MappingReader, TDefinition> read)
    {
        foreach (MappingReader item in reader.Children(key))
        {
            int errors = item.File.ErrorCount;
            TDefinition definition = read(item);
            if (item.File.ErrorCount == errors)
            {
                yield return definition;
            }
        }
    }
}
