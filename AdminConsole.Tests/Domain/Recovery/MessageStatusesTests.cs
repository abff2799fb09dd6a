using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Recovery;

public sealed class MessageStatusesTests(TestCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_open_fiche_hears_of_every_step_from_queued_to_changed()
    {
        await using var database = await TestDatabase.CreateAsync(cluster);
        await using var inbox = new Inbox();
        await using var other = database.BuildServices();
        var signals = other.GetRequiredService<Signals>();
        await signals.StartAsync(Cancel);
        await signals.Listening;
        var desk = await ResetDesk.SetAsync(database);
        var heard = new SemaphoreSlim(0);
        using var subscription = signals.Subscribe(Signal.AccountChanged, desk.Pupil.Id, () => heard.Release());

        Task<MessageTimeline?> Look() => database.Get<MessageStatuses>().LatestAsync(desk.Operator, desk.Pupil.Id, Cancel);
        async Task<MessageStatus> HearAsync(Func<MessageStatus, bool> step)
        {
            while (await heard.WaitAsync(TimeSpan.FromSeconds(20), Cancel))
            {
                if ((await Look())!.Messages.FirstOrDefault(m => m.Kind == MessageKind.Reset) is { } message && step(message)) return message;
            }
            throw new TimeoutException("The step was not heard of.");
        }

        await desk.SendAsync();
        var queued = await HearAsync(m => m.State == MessageState.Queued);
        Assert.Equal((null, null, null), (queued.FinishedAt, queued.OpenedAt, queued.PasswordChangedAt));
        var linkText = await desk.LinkTextAsync();

        await using var post = await Post.OpenAsync(database, inbox);
        var accepted = await HearAsync(m => m.State == MessageState.Accepted);
        Assert.NotNull(accepted.FinishedAt);

        await database.Get<PasswordChoice>().OpenedAsync(linkText, Cancel);
        Assert.NotNull((await HearAsync(m => m.OpenedAt is not null)).OpenedAt);

        await database.Get<PasswordChoice>().RedeemAsync(linkText, "cactus-tambour-vallon-biscuit-lune", null, Cancel);
        var changed = await HearAsync(m => m.PasswordChangedAt is not null);
        Assert.Equal(TokenEnd.Redeemed, changed.LinkEnded);
        var timeline = await Look();
        Assert.True(timeline!.Now >= changed.PasswordChangedAt);
        Assert.Equal([MessageKind.PasswordChanged, MessageKind.Reset], timeline.Messages.Select(m => m.Kind));
        await signals.StopAsync(Cancel);
    }
}
