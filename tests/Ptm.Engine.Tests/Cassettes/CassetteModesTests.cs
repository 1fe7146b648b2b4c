using Ptm.Engine.Cassettes;

namespace Ptm.Engine.Tests.Cassettes;

public sealed class CassetteModesTests
{
    [Theory]
    [InlineData(null, null, null, null, "Auto")]
    [InlineData(null, null, null, "off", "Off")]
    [InlineData(null, null, "true", null, "Replay")]
    [InlineData(null, null, "1", "auto", "Replay")]
    [InlineData(null, null, "false", "record", "Record")]
    [InlineData(null, "auto", "true", "replay", "Auto")]
    [InlineData("record", "off", "true", "replay", "Record")]
    [InlineData(" Replay ", null, null, null, "Replay")]
    [InlineData("", "", "", "", "Auto")]
    public void Who_starts_the_run_decides_then_ci_then_the_file(string? explicitly, string? variable, string? ci, string? yaml, string expected) =>
        Assert.Equal(expected, CassetteModes.Resolve(explicitly, yaml, name => name switch { "PTM_CASSETTES" => variable, "CI" => ci, _ => null }).ToString());

    [Theory]
    [InlineData("on", null, null, "--cassettes is 'on'")]
    [InlineData(null, "playback", null, "PTM_CASSETTES is 'playback'")]
    [InlineData(null, null, "1", "cassettes.mode is '1'")]
    public void Another_word_is_an_error_that_names_the_four(string? explicitly, string? variable, string? yaml, string told)
    {
        PtmException error = Assert.Throws<PtmException>(() => CassetteModes.Resolve(explicitly, yaml, name => name == "PTM_CASSETTES" ? variable : null));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains("replay, auto, record or off", error.Message, StringComparison.Ordinal);
    }
}
