using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Making;

/// <summary>What a gateway was asked.</summary>
public sealed record SmsRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>What it answers; null as a body says nothing, however long the other side waits.</summary>
public sealed record SmsAnswer(int Status, string? Body, string? Location = null);

/// <summary>
/// An SMS gateway of this process on a free port, OVHcloud's under /1.0/ and a signed webhook under /webhook. It checks every signature by itself,
/// and answers as it was told to.
/// </summary>
public sealed class SmsServer : IAsyncDisposable
{
    public const string ApplicationKey = "application-key", ApplicationSecret = "application-secret", ConsumerKey = "consumer-key", ServiceName = "sms-ab12345-1";
    public const string WebhookSecret = "a secret of the webhook, long enough to be one";
    private readonly WebApplication app;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentQueue<SmsRequest> requests = new();

    private SmsServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First() + "/");

    /// <summary>How far this server's clock is from ours.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Every request that a good signature came with, in order; not those that ask for the time.</summary>
    public IReadOnlyList<SmsRequest> Requests => [.. requests];

    public int TimeAsked { get; private set; }

    /// <summary>Asked before each answer; null leaves the usual one.</summary>
    public Func<SmsRequest, SmsAnswer?> Script { get; set; } = _ => null;

    public (string, string)[] OvhCloud =>
    [
        ("Sms:Provider", "OvhCloud"), ("Sms:OvhCloud:Endpoint", Address.AbsoluteUri), ("Sms:OvhCloud:ApplicationKey", ApplicationKey),
        ("Sms:OvhCloud:ApplicationSecret", ApplicationSecret), ("Sms:OvhCloud:ConsumerKey", ConsumerKey), ("Sms:OvhCloud:ServiceName", ServiceName),
    ];

    public (string, string)[] Webhook =>
        [("Sms:Provider", "Webhook"), ("Sms:Webhook:Url", new Uri(Address, "webhook?key=query-secret").AbsoluteUri), ("Sms:Webhook:Secret", WebhookSecret)];

    public static async Task<SmsServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new SmsServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.DisposeAsync();
        closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var asked = new SmsRequest(
            context.Request.Method, context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(closing.Token));
        var answer = UsualTo(context, asked);
        if (answer.Status is 200 && asked.Method == "POST") requests.Enqueue(asked);
        answer = Script(asked) ?? answer;
        context.Response.StatusCode = answer.Status;
        if (answer.Location is not null) context.Response.Headers.Location = answer.Location;
        if (answer.Body is null) await Never(closing.Token, context.RequestAborted);
        else await context.Response.WriteAsync(answer.Body, closing.Token);
    }

    private static async Task Never(CancellationToken closed, CancellationToken aborted)
    {
        var over = new TaskCompletionSource();
        await using var one = closed.Register(() => over.TrySetResult());
        await using var other = aborted.Register(() => over.TrySetResult());
        await over.Task;
    }

    private SmsAnswer UsualTo(HttpContext context, SmsRequest asked)
    {
        var now = TimeProvider.System.GetUtcNow() + Ahead;
        if (asked is { Method: "GET", Path: "/1.0/auth/time" })
        {
            TimeAsked++;
            return new(200, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }
        if (asked is { Method: "POST", Path: $"/1.0/sms/{ServiceName}/jobs" })
        {
            return IsSignedForOvhCloud(new Uri(Address, asked.Path), asked, now)
                ? new(200, "{\"ids\":[123456],\"invalidReceivers\":[],\"totalCreditsRemoved\":1.0,\"validReceivers\":[\"+33600000000\"]}")
                : new(403, "{\"class\":\"Client::Forbidden\",\"message\":\"Invalid signature\"}");
        }
        return asked is { Method: "POST", Path: "/webhook" } && context.Request.QueryString.Value == "?key=query-secret" && IsSignedForWebhook(asked, now)
            ? new(200, "{\"status\":\"accepted\"}")
            : new(403, "{\"message\":\"no\"}");
    }

    private static bool IsSignedForOvhCloud(Uri address, SmsRequest asked, DateTimeOffset now)
    {
        var timestamp = asked.Headers.GetValueOrDefault("X-Ovh-Timestamp", "");
#pragma warning disable CA5350 // As OVHcloud's API has it.
        var expected = "$1$" + Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(
            $"{ApplicationSecret}+{ConsumerKey}+POST+{address.AbsoluteUri}+{asked.Body}+{timestamp}")));
#pragma warning restore CA5350
        return asked.Headers.GetValueOrDefault("X-Ovh-Application") == ApplicationKey && asked.Headers.GetValueOrDefault("X-Ovh-Consumer") == ConsumerKey
            && asked.Headers.GetValueOrDefault("X-Ovh-Signature") == expected && IsRecent(timestamp, now);
    }

    private static bool IsSignedForWebhook(SmsRequest asked, DateTimeOffset now)
    {
        var parts = asked.Headers.GetValueOrDefault("X-AdminConsole-Signature", "").Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
        var timestamp = parts.GetValueOrDefault("t", "");
        return IsRecent(timestamp, now) && parts.GetValueOrDefault("v1") == Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(WebhookSecret), Encoding.UTF8.GetBytes($"{timestamp}.{asked.Body}")));
    }

    private static bool IsRecent(string timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(now.ToUnixTimeSeconds() - seconds) < 60;
}
