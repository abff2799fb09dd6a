using System.Net;
using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AdminConsole.Domain.Recovery;

/// <summary>People who ask, and the worker of one process that answers them, until disposed of.</summary>
internal sealed class HelpDesk(TestDatabase database, ServiceProvider services) : IAsyncDisposable
{
    /// <summary>Retries within moments.</summary>
    public static readonly RequestPace Quick = new() { Sweep = TimeSpan.FromMilliseconds(50), FirstRetry = TimeSpan.FromMilliseconds(20) };
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");
    private IHostedService[] running = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public PublicRequests Requests => services.GetRequiredService<PublicRequests>();

    /// <summary>Takes requests; nobody answers them until <see cref="BeginAsync"/>.</summary>
    public static HelpDesk Closed(TestDatabase database, RequestPace? pace = null, params (string Key, string Value)[] settings) =>
        new(database, database.BuildServices(set => set.Replace(ServiceDescriptor.Singleton(pace ?? Quick)), settings));

    public static async Task<HelpDesk> OpenAsync(TestDatabase database, RequestPace? pace = null, params (string Key, string Value)[] settings)
    {
        var desk = Closed(database, pace, settings);
        await desk.BeginAsync();
        return desk;
    }

    /// <summary>With the outbox's worker at work as well when <paramref name="delivers"/>.</summary>
    public async Task BeginAsync(bool delivers = false)
    {
        running = [.. services.GetServices<IHostedService>().Where(service => service is RequestWorker or Signals || delivers && service is OutboxWorker)];
        foreach (var service in running) await service.StartAsync(Cancel);
        await services.GetRequiredService<Signals>().Listening;
    }

    public Task<AskResult> AskPasswordAsync(string? login, Channel channel = Channel.Mail, IPAddress? network = null) =>
        Requests.ForPasswordAsync(login, channel, network ?? Home, "fr");

    public Task<AskResult> AskLoginAsync(string? email, string language = "fr") => Requests.ForLoginAsync(email, Home, language);

    /// <summary>Waits until everything that was asked for is handled or given up, for as long as it becomes less.</summary>
    public async Task SettledAsync()
    {
        for (var left = await LeftAsync(); left > 0; left = await LeftAsync())
            await Eventually.TrueAsync(async () => await LeftAsync() < left, $"fewer than {left} requests left");

        Task<long> LeftAsync() => database.CountAsync("SELECT 1 FROM recovery_requests WHERE state = 1");
    }

    /// <summary>Every message that speaks of the account, oldest first.</summary>
    public async Task<List<OutboxMessage>> MessagesAsync(Account account)
    {
        await using var db = database.Open();
        return await db.OutboxMessages.AsNoTracking()
            .Where(m => m.AccountId == account.Id || db.MessageShares.Any(s => s.MessageId == m.Id && s.AccountId == account.Id))
            .OrderBy(m => m.QueuedAt).ThenBy(m => m.Id).ToListAsync(Cancel);
    }

    public async Task<List<ResetToken>> TokensAsync(Account account)
    {
        await using var db = database.Open();
        return await db.ResetTokens.AsNoTracking().Where(t => t.AccountId == account.Id).OrderBy(t => t.IssuedAt).ToListAsync(Cancel);
    }

    public async Task<List<AuditEntry>> JournalAsync(Account account)
    {
        await using var db = database.Open();
        return await db.AuditEntries.AsNoTracking().Where(e => e.AccountId == account.Id).OrderBy(e => e.Id).ToListAsync(Cancel);
    }

    public Model.Messages.MessageContent Read(OutboxMessage message) => database.Get<Model.Messages.MessageSealer>().Open(message.Content!);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in running) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}
