using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AdminConsole.Domain.Delivery;

/// <summary>The worker of one process, at work until disposed of.</summary>
internal sealed class Post(ServiceProvider services) : IAsyncDisposable
{
    /// <summary>Retries within moments; looks by itself so seldom that what is sent at once was heard of.</summary>
    public static readonly DeliveryPace Quick = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(30), LongestRetry = TimeSpan.FromMilliseconds(100), Sweep = TimeSpan.FromMilliseconds(50),
        SendTimeout = TimeSpan.FromSeconds(20), Lease = TimeSpan.FromSeconds(30), StopGrace = TimeSpan.FromMilliseconds(200),
    };

    private IHostedService[] running = [];

    public static Task<Post> OpenAsync(TestDatabase database, Inbox inbox, DeliveryPace? pace = null) =>
        StartAsync(database.BuildServices(set => set.Replace(ServiceDescriptor.Singleton(pace ?? Quick)), MailTo(inbox.Port)));

    public static Task<Post> OpenAsync(TestDatabase database, ITransport transport, DeliveryPace? pace = null) =>
        StartAsync(database.BuildServices(set => set
            .Replace(ServiceDescriptor.Singleton(pace ?? Quick)).Replace(ServiceDescriptor.Singleton(transport))));

    public static (string, string)[] MailTo(int port) => [("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{port}"), ("Mail:Security", "None")];

    public static async Task<Post> StartAsync(ServiceProvider services)
    {
        var post = new Post(services) { running = [.. services.GetServices<IHostedService>().Where(service => service is OutboxWorker or Signals)] };
        foreach (var service in post.running) await service.StartAsync(CancellationToken.None);
        await services.GetRequiredService<Signals>().Listening;
        return post;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in running) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}

/// <summary>A transport that does as it is told.</summary>
internal sealed class ScriptedTransport(Func<OutgoingMessage, CancellationToken, Task<SendAnswer>> send) : ITransport
{
    public Channel Channel => Channel.Mail;

    public Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel) => send(message, cancel);
}
