using Ptm.Engine.Grading.Metrics.Agreement;

namespace Ptm.Engine.Tests.Grading.Metrics;

/// <summary>Kappa against published values, and files of labels.</summary>
public sealed class AgreementTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kappa_standard_error_and_interval_are_those_of_the_SAS_manual()
    {
        // SAS/STAT User's Guide, the FREQ procedure, "Agreement Study": skin condition by two dermatologists.
        AgreementTable table = new([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]);

        Assert.Equal((88, 45), (table.Total, table.Agreed));
        Assert.Equal(0.3449, table.Kappa!.Value, 4);
        Assert.Equal(0.0724, table.StandardError!.Value, 4);
        Assert.Equal((0.2030, 0.4868), (Math.Round(table.Interval!.Value.Low, 4), Math.Round(table.Interval!.Value.High, 4)));
    }

    [Fact]
    public void Kappa_is_that_of_Fleiss_Levin_and_Paik()
    {
        // Statistical Methods for Rates and Proportions, 3rd edition, table 18.1: 100 diagnoses by two raters.
        AgreementTable table = new([[75, 1, 4], [5, 4, 1], [0, 0, 10]]);

        Assert.Equal(0.68, table.Kappa!.Value, 2);
    }

    [Fact]
    public void Two_who_always_agree_have_a_kappa_of_1_and_the_exact_interval_of_their_agreement()
    {
        AgreementTable table = new([[6, 0], [0, 4]]);

        // Clopper and Pearson 1934: 10 of 10 are 0.6915 to 1, of which chance gives 0.52.
        Assert.Equal((1.0, 0.0), (table.Kappa, table.StandardError));
        Assert.Equal((0.3573, 1.0), (Math.Round(table.Interval!.Value.Low, 4), table.Interval.Value.High));
    }

    [Fact]
    public void Two_who_never_agree_have_no_interval() => Assert.Equal((-1.0, null), (new AgreementTable([[0, 5], [5, 0]]).Kappa, new AgreementTable([[0, 5], [5, 0]]).Interval));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(0, 7)]
    public void One_verdict_alone_has_no_kappa(int passes, int fails) => Assert.Null(new AgreementTable([[passes, 0], [0, fails]]).Kappa);

    [Theory]
    [InlineData("a.jsonl", "{\"output\": \"o 1\", \"label\": \"pass\", \"input\": \"i\"}\n\n{\"output\": {\"a\": [1]}, \"label\": false, \"criteria\": \"c\"}\n", 1, 3)]
    [InlineData("a.csv", "output,label,input,criteria\no 1,Pass,i,\n\"{\"\"a\"\":[1]}\",0,,c\n", 2, 3)]
    [InlineData("a.yaml", "- { output: o 1, label: pass, input: i }\n- { output: { a: [1] }, label: no, criteria: c }\n", 1, 2)]
    [InlineData("a.json", "[{\"output\": \"o 1\", \"label\": \"pass\", \"input\": \"i\"},\n {\"output\": {\"a\": [1]}, \"label\": \"bad\", \"criteria\": \"c\"}]", 1, 2)]
    public void Labelled_outputs_are_read_with_their_lines(string name, string text, int first, int second)
    {
        IReadOnlyList<LabelledOutput> outputs = LabelledFile.Read(_folder.Write(name, text));

        Assert.Equal([("o 1", true, null, first), ("{\"a\":[1]}", false, "c", second)], outputs.Select(one => (one.Output, one.Passes, one.Criteria, one.Location.Line)));
        Assert.Equal("i", outputs[0].Vars.GetProperty("input").GetString());
    }

    [Theory]
    [InlineData("a.jsonl", "{\"output\": \"o\"}", "needs a 'label'")]
    [InlineData("a.jsonl", "{\"label\": \"pass\"}", "needs an 'output'")]
    [InlineData("a.jsonl", "{\"output\": \"o\", \"label\": \"maybe\"}", "pass or fail")]
    [InlineData("a.yaml", "output: o", "is a list, and this is a mapping")]
    [InlineData("a.csv", "output,label\na,pass,b\n", "The row has 3 fields, and the header 2")]
    [InlineData("a.txt", "o", "ends in .jsonl, .csv, .json or .yaml")]
    public void What_is_wrong_with_a_file_is_told(string name, string text, string message)
    {
        PtmException error = Assert.Throws<PtmException>(() => LabelledFile.Read(_folder.Write(name, text)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
