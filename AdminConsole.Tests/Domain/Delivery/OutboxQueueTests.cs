using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Delivery;

/// <summary>Several messages are claimed at once, and shared out fairly all the same.</summary>
public sealed class OutboxQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_domain_gets_its_share_and_no_more_and_nobody_gets_what_another_has()
    {
        for (var each = 0; each < 12; each++) await (await ResetDesk.SetAsync(database, account => account.Email = $"p{each}@Large.example")).SendAsync();
        for (var each = 0; each < 4; each++) await (await ResetDesk.SetAsync(database, account => account.Email = $"p{each}@small.example")).SendAsync();
        var queue = new OutboxQueue(database.Get<IDbContextFactory<AdminDb>>());

        var first = await queue.ClaimAsync(Channel.Mail, 8, new Dictionary<string, int>(), 6, Lease, Cancel);
        Assert.Equal(6, first.Count);
        Assert.All(first, message => Assert.Equal(("large.example", 1), (OutboxQueue.DomainOf(message), message.Attempts)));

        var second = await queue.ClaimAsync(Channel.Mail, 2, new Dictionary<string, int> { ["large.example"] = 6 }, 6, Lease, Cancel);
        Assert.Equal(["small.example", "small.example"], second.Select(OutboxQueue.DomainOf));

        var third = await queue.ClaimAsync(Channel.Mail, 8, new Dictionary<string, int> { ["large.example"] = 4, ["small.example"] = 2 }, 6, Lease, Cancel);
        Assert.Equal(2, third.Count(message => OutboxQueue.DomainOf(message) == "large.example"));
        Assert.Equal(first.Count + second.Count + third.Count, first.Concat(second).Concat(third).Select(message => message.Id).Distinct().Count());
        Assert.Empty(await queue.ClaimAsync(Channel.Sms, 8, new Dictionary<string, int>(), 6, Lease, Cancel));
    }

    [Fact]
    public async Task What_nobody_waits_for_takes_no_more_than_its_lanes_and_comes_last()
    {
        await database.ExecuteAsOwnerAsync("DELETE FROM outbox_messages");
        for (var each = 0; each < 6; each++) await (await ResetDesk.SetAsync(database, account => account.Email = $"p{each}@bulk.example")).SendAsync();
        await database.ExecuteAsOwnerAsync("UPDATE outbox_messages SET priority = 3 WHERE recipient <> 'p5@bulk.example'");
        var queue = new OutboxQueue(database.Get<IDbContextFactory<AdminDb>>());

        var claimed = await queue.ClaimAsync(Channel.Mail, 8, new Dictionary<string, int>(), 8, Lease, Cancel, bulkRoom: 2);
        Assert.Equal((3, 2), (claimed.Count, claimed.Count(m => m.Priority is MessagePriority.Bulk)));
        Assert.Empty(await queue.ClaimAsync(Channel.Mail, 8, new Dictionary<string, int>(), 8, Lease, Cancel, bulkRoom: 0));
        Assert.Equal((4, 2, 1), (new DeliveryPace().LanesOfBulk(Channel.Mail), new DeliveryPace().LanesOfBulk(Channel.Sms), (new DeliveryPace() with { AtOnce = 1 }).LanesOfBulk(Channel.Mail)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(8, 6)]
    [InlineData(20, 15)]
    public void A_domain_that_does_not_answer_leaves_lanes_to_the_others(int lanes, int toOneDomain) =>
        Assert.Equal(toOneDomain, new DeliveryPace { AtOnce = lanes }.LanesPerDomainOf(Channel.Mail));
}
