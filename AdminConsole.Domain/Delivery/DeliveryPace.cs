using AdminConsole.Domain.Model;

namespace AdminConsole.Domain.Delivery;

/// <summary>How the outbox is worked off (rule 23 of recovery).</summary>
public sealed record DeliveryPace
{
    /// <summary>Mails under way at once in one process.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>
    /// Of these, at most so many to one mail domain. All go to the one server of the settings, but it may ask the recipient's own while we wait:
    /// a domain that does not answer leaves a quarter of the lanes to the others, and one that most people have is not slowed down by it.
    /// </summary>
    public int AtOncePerDomain => Math.Max(1, AtOnce * 3 / 4);

    /// <summary>SMS under way at once in one process, on lanes of their own: a gateway that does not answer keeps no mail waiting.</summary>
    public int SmsAtOnce { get; init; } = 4;

    public int LanesOf(Channel channel) => channel switch
    {
        Channel.Mail => AtOnce,
        Channel.Sms => SmsAtOnce,
    };

    /// <summary>How many of a channel's lanes go to one recipient domain; numbers have none.</summary>
    public int LanesPerDomainOf(Channel channel) => channel switch
    {
        Channel.Mail => AtOncePerDomain,
        Channel.Sms => SmsAtOnce,
    };

    /// <summary>How many of a channel's lanes may go to messages of bulk actions at once: whoever asks alone finds one free, however slow the server is.</summary>
    public int LanesOfBulk(Channel channel) => Math.Max(1, LanesOf(channel) / 2);

    /// <summary>After this a sending counts as unanswered.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a claimed row is left alone; longer than any sending, so that only a killed process lets it run out.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Pause before the second try; doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(15);
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The outbox is looked at so often when no signal comes; retries fall due within it.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is under way at a stop may take so long; then it is left for the next start.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause after the given try, the first being 1.</summary>
    public TimeSpan RetryAfter(int attempt)
    {
        var pause = FirstRetry * Math.Pow(2, Math.Min(attempt - 1, 20));
        return pause < LongestRetry ? pause : LongestRetry;
    }
}
