using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// OVHcloud's API, POST /1.0/sms/{serviceName}/jobs, signed as its documentation says. It has no name for a message under which a second one would be
/// known: a request that got no answer may have been sent.
/// </summary>
public sealed class OvhCloudSms(IOptions<SmsOptions> options, TimeProvider time, ILogger<OvhCloudSms> log) : SmsCarrier(options.Value, time, log)
{
    private const long Unknown = long.MinValue;
    private const string Europe = "https://eu.api.ovh.com/";

    /// <summary>OVHcloud keeps trying to deliver for so long at most, in minutes.</summary>
    private const int LongestValidity = 2880;
    private static readonly string[] ErrorKeys = ["errorCode", "class", "httpCode"];
    private readonly OvhCloudOptions account = options.Value.OvhCloud;
    private long ahead = Unknown;

    /// <summary>Both clocks must agree within seconds, so theirs is asked once, and again after a refusal.</summary>
    public override async Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var seconds = Volatile.Read(ref ahead);
        if (seconds == Unknown)
        {
            var (measured, failed) = await MeasureAsync(cancel);
            if (failed is not null) return failed;
            Volatile.Write(ref ahead, seconds = measured);
        }
        using var request = Signed(new Uri(Root, $"1.0/sms/{account.ServiceName}/jobs"), BodyOf(message), seconds);
        var (status, body, unanswered) = await AskAsync(request, cancel);
        return unanswered ?? AnswerOf(status, body);
    }

    private Uri Root => account.Endpoint ?? new Uri(Europe);

    private async Task<(long Ahead, SendAnswer? Failed)> MeasureAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Root, "1.0/auth/time"));
        var (status, body, unanswered) = await AskAsync(request, cancel);
        // Nothing was asked to be sent yet, so there is no doubt about it.
        if (unanswered is not null) return (0, unanswered with { Verdict = SendVerdict.TryLater });
        return status is HttpStatusCode.OK && long.TryParse(body.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var theirs)
            ? (theirs - Time.GetUtcNow().ToUnixTimeSeconds(), null)
            : (0, Failure(status, "auth/time"));
    }

    private byte[] BodyOf(OutgoingMessage message)
    {
        var left = Math.Ceiling((message.ExpiresAt - Time.GetUtcNow()).TotalMinutes);
        var job = new JsonObject
        {
            ["charset"] = "UTF-8",
            ["coding"] = "7bit",
            ["message"] = message.Content.Text,
            // Not commercial: no « STOP », and at night as well.
            ["noStopClause"] = true,
            ["priority"] = "high",
            ["receivers"] = new JsonArray(message.Recipient),
            ["validityPeriod"] = (int)Math.Clamp(left, 1, LongestValidity),
        };
        if (string.IsNullOrEmpty(account.Sender)) job["senderForResponse"] = true;
        else job["sender"] = account.Sender;
        return JsonSerializer.SerializeToUtf8Bytes(job);
    }

    private HttpRequestMessage Signed(Uri address, byte[] body, long secondsAhead)
    {
        var timestamp = (Time.GetUtcNow().ToUnixTimeSeconds() + secondsAhead).ToString(CultureInfo.InvariantCulture);
        var signed = string.Join('+', account.ApplicationSecret, account.ConsumerKey, "POST", address.AbsoluteUri, Encoding.UTF8.GetString(body), timestamp);
#pragma warning disable CA5350 // OVHcloud's API knows no other digest.
        var signature = "$1$" + Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = Json(body),
            Headers =
            {
                { "X-Ovh-Application", account.ApplicationKey }, { "X-Ovh-Consumer", account.ConsumerKey },
                { "X-Ovh-Timestamp", timestamp }, { "X-Ovh-Signature", signature },
            },
        };
    }

    private SendAnswer AnswerOf(HttpStatusCode status, string body)
    {
        var told = Read(body);
        var error = told?["message"]?.ToString();
        if ((int)status is < 200 or > 299)
        {
            // A signature that is late is refused like a wrong one.
            if ((int)status is >= 400 and < 500) Volatile.Write(ref ahead, Unknown);
            // Their front gave up waiting for what is behind it.
            return Failure(status, error) is var failure && status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout
                ? failure with { Verdict = SendVerdict.Unanswered }
                : failure;
        }
        if (told is null) return new(SendVerdict.Unanswered, Words($"{(int)status} {body}"));
        if (error is not null || ErrorKeys.Any(told.ContainsKey)) return Failure(status, error ?? told.ToJsonString());
        if (Any(told, "validReceivers") && Any(told, "ids")) return new(SendVerdict.Accepted);
        return Any(told, "invalidReceivers")
            ? new(SendVerdict.RecipientRefused, $"{(int)status} invalidReceivers")
            : new(SendVerdict.TryLater, Words($"{(int)status} {told.ToJsonString()}"));
    }

    private static bool Any(JsonObject told, string key) => told[key] is JsonArray { Count: > 0 };

    private static JsonObject? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
