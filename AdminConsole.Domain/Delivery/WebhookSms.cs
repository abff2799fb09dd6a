using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// Any gateway that takes a signed POST, as docs/sms-webhook.md says. The signature is over time and body; the id of the message is the same in a
/// retry, so that the gateway can tell.
/// </summary>
public sealed class WebhookSms(IOptions<SmsOptions> options, TimeProvider time, ILogger<WebhookSms> log) : SmsCarrier(options.Value, time, log)
{
    private const string SignatureHeader = "X-AdminConsole-Signature";
    private const string IdHeader = "Idempotency-Key";
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);
    private readonly WebhookOptions gateway = options.Value.Webhook;

    public override async Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Job(message.Id, message.Recipient, message.Content.Text, message.ExpiresAt), Names);
        var timestamp = Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url)
        {
            Content = Json(body),
            Headers = { { SignatureHeader, $"t={timestamp},v1={Sign(timestamp, body)}" }, { IdHeader, message.Id.ToString() } },
        };
        var (status, told, unanswered) = await AskAsync(request, cancel);
        return unanswered ?? AnswerOf(status, told);
    }

    private string Sign(string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(gateway.Secret ?? ""), signed));
    }

    private SendAnswer AnswerOf(HttpStatusCode status, string body)
    {
        if ((int)status is < 200 or > 299) return Failure(status, body);
        Answer? told;
        try
        {
            told = JsonSerializer.Deserialize<Answer>(body, Names);
        }
        catch (JsonException)
        {
            // Not what was agreed, whatever it is: it may have been sent.
            return new(SendVerdict.Unanswered, Words($"{(int)status} {body}"));
        }
        return told?.Status switch
        {
            "accepted" => new(SendVerdict.Accepted),
            "refused" => new(SendVerdict.MessageRefused, Words(told.Message ?? "refused")),
            "invalid-recipient" => new(SendVerdict.RecipientRefused, Words(told.Message ?? "invalid-recipient")),
            _ => Failure(status, told?.Message ?? body),
        };
    }

    private sealed record Job(Guid Id, string To, string Text, DateTimeOffset ExpiresAt);

    private sealed record Answer([property: JsonPropertyName("status")] string? Status, [property: JsonPropertyName("message")] string? Message);
}
