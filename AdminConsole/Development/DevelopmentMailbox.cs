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
/// The messages of someone who develops without a mail server or an SMS gateway; they go to <c>/dev/messages</c> and nowhere
/// else, and away with the process.
/// </summary>
internal sealed class DevelopmentMailbox(TimeProvider time)
{
    private const int Kept = 500;
    private readonly ConcurrentQueue<KeptMessage> messages = new();

    public IEnumerable<KeptMessage> NewestFirst => messages.Reverse();

    public void Keep(Channel channel, OutgoingMessage message)
    {
        messages.Enqueue(new(message.Id, channel, message.Recipient, message.Content, time.GetUtcNow()));
        while (messages.Count > Kept) messages.TryDequeue(out _);
    }
}

/// <summary>Puts what one channel would carry into the mailbox.</summary>
internal sealed class DevelopmentTransport(DevelopmentMailbox mailbox, Channel channel) : ITransport
{
    public Channel Channel => channel;

    public Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        mailbox.Keep(channel, message);
        return Task.FromResult(new SendAnswer(SendVerdict.Accepted));
    }
}

/// <summary>What messages need in Development when nothing is configured for them; nothing of it exists elsewhere.</summary>
internal static class DevelopmentMessages
{
    public static void AddDevelopmentMessages(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment()) return;
        // The keys alone: nothing is bound before the whole configuration was checked.
        var mail = string.IsNullOrWhiteSpace(builder.Configuration[$"{MailOptions.Section}:{nameof(MailOptions.Host)}"]);
        var provider = builder.Configuration[$"{SmsOptions.Section}:{nameof(SmsOptions.Provider)}"];
        var sms = string.IsNullOrWhiteSpace(provider) || string.Equals(provider, nameof(SmsProvider.None), StringComparison.OrdinalIgnoreCase);
        if (!mail && !sms) return;
        builder.Services.AddSingleton<DevelopmentMailbox>();
        if (mail)
        {
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(MailTransport)));
            Keep(builder.Services, Channel.Mail);
        }
        if (sms)
        {
            Keep(builder.Services, Channel.Sms);
            builder.Services.Replace(ServiceDescriptor.Singleton(services => new SmsGateway(services.GetRequiredService<IOptions<SmsOptions>>()) { OnPage = true }));
        }
    }

    private static void Keep(IServiceCollection services, Channel channel) =>
        services.AddSingleton<ITransport>(provider => new DevelopmentTransport(provider.GetRequiredService<DevelopmentMailbox>(), channel));

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
