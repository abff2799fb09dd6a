namespace AdminConsole.Domain.Model.Settings;

public sealed class AssistanceOptionsTests
{
    [Theory]
    [InlineData(200, 3_000, 6, null)]
    [InlineData(0, 3_000, 6, "Assistance:RequestsFromNetwork")]
    [InlineData(200, 199, 6, "Assistance:RequestsInAll")]
    [InlineData(200, 3_000, 0, "Assistance:RetentionMonths")]
    [InlineData(200, 3_000, 61, "Assistance:RetentionMonths")]
    public void What_cannot_stand_is_named(int network, int all, int months, string? key) =>
        Assert.Equal(key, new AssistanceOptions { RequestsFromNetwork = network, RequestsInAll = all, RetentionMonths = months }.Problems().SingleOrDefault()?.Key);
}
