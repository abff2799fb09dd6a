using System.Collections.Concurrent;
using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AdminConsole.Development;

/// <summary>A message as it would have been sent.</summary>
internal sealed record KeptMessage(Guid Id, Channel Channel, string Recipient, MessageContent Content, DateTimeOffset At);

/// <summary>
/// Takes the messages of someone who develops without a mail server; they go to <c>/dev/messages</c> and nowhere else, and
/// away with the process.
/// </summary>
internal sealed class DevelopmentMailbox(TimeProvider time) : ITransport
{
    private const int Kept = 500;
    private readonly ConcurrentQueue<KeptMessage> messages = new();

    public Channel Channel => Channel.Mail;

    public IEnumerable<KeptMessage> NewestFirst => messages.Reverse();

    public Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        messages.Enqueue(new(message.Id, Channel, message.Recipient, message.Content, time.GetUtcNow()));
        while (messages.Count > Kept) messages.TryDequeue(out _);
        return Task.FromResult(new SendAnswer(SendVerdict.Accepted));
    }
}

/// <summary>What messages need in Development when nothing is configured for them; nothing of it exists elsewhere.</summary>
internal static class DevelopmentMessages
{
    public static void AddDevelopmentMessages(this WebApplicationBuilder builder)
    {
        // The key alone: nothing is bound before the whole configuration was checked.
        var host = builder.Configuration[$"{MailOptions.Section}:{nameof(MailOptions.Host)}"];
        if (!builder.Environment.IsDevelopment() || !string.IsNullOrWhiteSpace(host)) return;
        builder.Services.AddSingleton<DevelopmentMailbox>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ITransport>(provider => provider.GetRequiredService<DevelopmentMailbox>()));
    }

    /// <summary>Links in messages start with the address listened on when no public one is configured.</summary>
    public static void UseOwnAddressInLinks(this WebApplication app)
    {
        var site = app.Services.GetRequiredService<IOptions<SiteOptions>>().Value;
        if (!app.Environment.IsDevelopment() || site.PublicUrl is not null) return;
        app.Lifetime.ApplicationStarted.Register(() => site.PublicUrl = Own(app.Urls));
    }

    private static Uri? Own(IEnumerable<string> listenedOn)
    {
        var first = listenedOn.FirstOrDefault();
        if (first is null) return null;
        // Every address of the machine is none that a browser could go to.
        var address = BindingAddress.Parse(first);
        var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri;
    }
}
