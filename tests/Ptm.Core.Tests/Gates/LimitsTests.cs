namespace Ptm.Core.Tests;

public sealed class LimitsTests
{
    [Fact]
    public void A_mean_that_a_person_calls_equal_reaches_its_limit() => Assert.True(Limits.Reaches((0.9 + 0.9 + 0.6) / 3, 0.8));

    [Theory]
    [InlineData(0.8, 0.8)]
    [InlineData(0.79, 0.8)]
    [InlineData(0.81, 0.8)]
    [InlineData(0, 0)]
    [InlineData(double.NaN, 0.5)]
    public void Exactly_one_of_reaches_and_is_below_holds(double value, double limit) =>
        Assert.NotEqual(Limits.Reaches(value, limit), Limits.IsBelow(value, limit));

    [Fact]
    public void NaN_reaches_nothing_and_stays_within_nothing()
    {
        Assert.False(Limits.Reaches(double.NaN, 0));
        Assert.False(Limits.IsWithin(double.NaN, 1));
    }
}
