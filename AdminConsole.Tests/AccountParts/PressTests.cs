using Npgsql;

namespace AdminConsole.AccountParts;

public sealed class PressTests
{
    private readonly Press press = new(TimeProvider.System);
    private int outages;

    [Fact]
    public async Task While_one_is_under_way_another_does_nothing()
    {
        var answer = new TaskCompletionSource();
        var first = press.ActAsync(() => answer.Task, Away);
        Assert.Equal("true", press.Busy);

        await press.ActAsync(() => throw new InvalidOperationException("A second press."), Away);

        answer.SetResult();
        await first;
        Assert.Null(press.Busy);
    }

    [Fact]
    public async Task A_wish_keeps_its_key_through_an_outage_until_it_is_answered()
    {
        var keys = new List<Guid>();
        foreach (var fault in (Exception?[])[new NpgsqlException("away", new TimeoutException()), null, null])
            await AskAsync("send", fault);
        await AskAsync("block", new NpgsqlException("away", new TimeoutException()));
        await AskAsync("send", null);

        Assert.Equal(2, outages);
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(4, keys.Distinct().Count());

        Task AskAsync(string what, Exception? fault) => press.ActAsync(what, key =>
        {
            keys.Add(key);
            return fault is null ? Task.CompletedTask : Task.FromException(fault);
        }, Away);
    }

    [Fact]
    public async Task A_mistake_of_ours_is_no_outage()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => press.ActAsync(() => throw new InvalidOperationException(), Away));

        Assert.Equal(0, outages);
        Assert.False(press.IsUnderWay);
    }

    private void Away() => outages++;
}
