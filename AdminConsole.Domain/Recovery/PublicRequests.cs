using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AdminConsole.Domain.Recovery;

/// <summary>What is told to whoever asks. It depends on what was typed and on nothing else: never on whether there is such an account.</summary>
public enum AskOutcome
{
    /// <summary>Taken, or over a limit of the network: the answer is the same.</summary>
    Asked,
    LoginEmpty,

    /// <summary>A mail address where a login belongs.</summary>
    LoginIsAddress,

    /// <summary>Not one address: <see cref="AskResult.AddressFault"/>.</summary>
    AddressRefused,

    /// <summary>The database is away, and nothing was stored.</summary>
    TryLater,
}

public sealed record AskResult(AskOutcome Outcome, AddressFault? AddressFault = null);

/// <summary>
/// « Besoin d'aide ? »: takes what somebody who is not signed in asks for (rules 1, 3 and 4 of recovery). Only stores it, with one
/// statement whoever it is about; <see cref="RequestWorker"/> does everything else afterwards.
/// </summary>
public sealed partial class PublicRequests(NpgsqlDataSource source, LateSignals signals, IOptions<RecoveryOptions> options, TimeProvider time, ILogger<PublicRequests> log)
{
    private readonly RequestWriter writer = new(source, signals, options.Value, log);

    /// <summary>« Vous avez perdu votre mot de passe ? », by login or alias. Returns once the request is committed.</summary>
    /// <param name="login">As typed; any text. What cannot be a login is taken like one that nobody has.</param>
    /// <param name="channel">Wish of the person; the answer goes to whatever is on record.</param>
    /// <param name="language">« fr » or « en ».</param>
    public async Task<AskResult> ForPasswordAsync(string? login, Channel channel, IPAddress? network, string language)
    {
        var name = Cut(Folding.Login(login));
        if (name.Length == 0) return new(AskOutcome.LoginEmpty);
        if (name.Contains('@', StringComparison.Ordinal)) return new(AskOutcome.LoginIsAddress);
        return await StoreAsync(LostThing.Password, name, channel, network, language);
    }

    /// <summary>« Vous avez perdu votre identifiant ? », by the address on record. Returns once the request is committed.</summary>
    public async Task<AskResult> ForLoginAsync(string? email, IPAddress? network, string language)
    {
        if (!EmailAddress.TryParse(email, out var address, out var fault)) return new(AskOutcome.AddressRefused, fault);
        return await StoreAsync(LostThing.Login, address.Value, Channel.Mail, network, language);
    }

    private async Task<AskResult> StoreAsync(LostThing lost, string typed, Channel channel, IPAddress? network, string language)
    {
        try
        {
            await writer.WriteAsync(new(Guid.CreateVersion7(time.GetUtcNow()), lost, typed, channel, network, language));
            return new(AskOutcome.Asked);
        }
        catch (Exception fault) when (Outage.Caused(fault) || fault is TimeoutException)
        {
            Log.NotStored(log, fault);
            return new(AskOutcome.TryLater);
        }
    }

    /// <summary>Longer than any login: what is cut is not made to look like one.</summary>
    private static string Cut(string name)
    {
        if (name.Length <= RecoveryRequest.TypedLength) return name;
        var end = char.IsHighSurrogate(name[RecoveryRequest.TypedLength - 1]) ? RecoveryRequest.TypedLength - 1 : RecoveryRequest.TypedLength;
        return name[..end];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A public request could not be stored; its sender was asked to try again")]
        public static partial void NotStored(ILogger logger, Exception fault);
    }
}
