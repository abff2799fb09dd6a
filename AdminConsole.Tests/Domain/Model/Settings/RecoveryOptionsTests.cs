namespace AdminConsole.Domain.Model.Settings;

public sealed class RecoveryOptionsTests
{
    [Theory]
    [InlineData(1_000, 60_000, null)]
    [InlineData(0, 60_000, "Recovery:RequestsFromNetwork")]
    [InlineData(500, 400, "Recovery:RequestsInAll")]
    public void A_limit_that_lets_nobody_in_is_named(int network, int all, string? key) =>
        Assert.Equal(key, new RecoveryOptions { RequestsFromNetwork = network, RequestsInAll = all }.Problems().SingleOrDefault()?.Key);
}
