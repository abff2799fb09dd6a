using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Making;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.Delivery;

/// <summary>Both gateways as they speak, and what each answer means.</summary>
public sealed class SmsCarrierTests
{
    private const string Link = "https://ent.example.org/r/abcdefghijklmnopqrstuvwxyz0123456789_-ABCDE";

    private static readonly OutgoingMessage Message = new(Guid.CreateVersion7(), "+33639981234", new MessageContent("", $"Mot de passe à choisir avant 21h30 :\n{Link}"))
    {
        ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(30),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OVHcloud_gets_one_receiver_a_text_that_is_not_commercial_and_a_signature_by_its_own_clock()
    {
        await using var server = await SmsServer.StartAsync();
        server.Ahead = TimeSpan.FromHours(-3);
        using var carrier = Carrier(server.OvhCloud);

        Assert.Equal(new SendAnswer(SendVerdict.Accepted), await carrier.SendAsync(Message, Cancel));
        await carrier.SendAsync(Message, Cancel);

        var job = server.Requests[0].Json;
        Assert.Equal(["+33639981234"], job.GetProperty("receivers").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal(Message.Content.Text, job.GetProperty("message").GetString());
        Assert.Equal(("7bit", "UTF-8", "high"), (job.GetProperty("coding").GetString(), job.GetProperty("charset").GetString(), job.GetProperty("priority").GetString()));
        Assert.True(job.GetProperty("noStopClause").GetBoolean());
        Assert.True(job.GetProperty("senderForResponse").GetBoolean());
        Assert.InRange(job.GetProperty("validityPeriod").GetInt32(), 28, 30);
        Assert.Equal((2, 1), (server.Requests.Count, server.TimeAsked));
    }

    [Fact]
    public async Task OVHcloud_gets_the_sender_of_the_settings()
    {
        await using var server = await SmsServer.StartAsync();
        using var carrier = Carrier([.. server.OvhCloud, ("Sms:OvhCloud:Sender", "ENT77")]);
        await carrier.SendAsync(Message, Cancel);
        Assert.Equal("ENT77", server.Requests[0].Json.GetProperty("sender").GetString());
        Assert.False(server.Requests[0].Json.TryGetProperty("senderForResponse", out _));
    }

    [Fact]
    public async Task After_a_refusal_the_clock_of_OVHcloud_is_asked_again()
    {
        await using var server = await SmsServer.StartAsync();
        using var carrier = Carrier(server.OvhCloud);
        await carrier.SendAsync(Message, Cancel);
        server.Ahead = TimeSpan.FromMinutes(10);

        Assert.Equal(new SendAnswer(SendVerdict.TryLater, "403 Invalid signature"), await carrier.SendAsync(Message, Cancel));
        Assert.Equal(SendVerdict.Accepted, (await carrier.SendAsync(Message, Cancel)).Verdict);
    }

    [Fact]
    public async Task A_webhook_gets_who_what_and_until_when_signed_under_one_name()
    {
        await using var server = await SmsServer.StartAsync();
        using var carrier = Carrier(server.Webhook);

        Assert.Equal(new SendAnswer(SendVerdict.Accepted), await carrier.SendAsync(Message, Cancel));
        await carrier.SendAsync(Message, Cancel);

        var job = server.Requests[0].Json;
        Assert.Equal(["id", "to", "text", "expiresAt"], job.EnumerateObject().Select(p => p.Name));
        Assert.Equal((Message.Recipient, Message.Content.Text), (job.GetProperty("to").GetString(), job.GetProperty("text").GetString()));
        Assert.Equal(Message.ExpiresAt, job.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal([$"{Message.Id}", $"{Message.Id}"], server.Requests.Select(r => r.Headers["Idempotency-Key"]));
    }

    public static IEnumerable<TheoryDataRow<bool, int, string, SendVerdict, string?>> Answers()
    {
        const bool ovh = true, webhook = false;
        yield return new(ovh, 200, """{"ids":[],"invalidReceivers":["0033639981234"],"validReceivers":[],"totalCreditsRemoved":0}""", SendVerdict.RecipientRefused, "200 invalidReceivers");
        yield return new(ovh, 200, """{"errorCode":"NO_CREDIT","httpCode":"402 Payment Required","message":"Not enough credits"}""", SendVerdict.TryLater, "200 Not enough credits");
        yield return new(ovh, 200, """{"class":"Server::Internal"}""", SendVerdict.TryLater, """200 {"class":"Server::Internal"}""");
        yield return new(ovh, 200, """{"ids":[],"invalidReceivers":[],"validReceivers":[]}""", SendVerdict.TryLater, """200 {"ids":[],"invalidReceivers":[],"validReceivers":[]}""");
        yield return new(ovh, 200, "<html>bienvenue</html>", SendVerdict.Unanswered, "200 <html>bienvenue</html>");
        yield return new(ovh, 200, "[1]", SendVerdict.Unanswered, "200 [1]");
        yield return new(ovh, 400, """{"message":"Invalid sender"}""", SendVerdict.TryLater, "400 Invalid sender");
        yield return new(ovh, 401, """{"message":"You must login first"}""", SendVerdict.TryLater, "401 You must login first");
        yield return new(ovh, 402, """{"message":"Credit"}""", SendVerdict.TryLater, "402 Credit");
        yield return new(ovh, 403, """{"errorCode":"INVALID_CREDENTIAL","httpCode":"403 Forbidden","message":"This credential is not valid"}""", SendVerdict.TryLater, "403 This credential is not valid");
        yield return new(ovh, 404, """{"message":"No such service"}""", SendVerdict.TryLater, "404 No such service");
        yield return new(ovh, 429, """{"message":"Slow down"}""", SendVerdict.TryLater, "429 Slow down");
        yield return new(ovh, 500, "", SendVerdict.TryLater, "500");
        yield return new(ovh, 504, "", SendVerdict.Unanswered, "504");
        yield return new(webhook, 200, """{"status":"refused","message":"blocked"}""", SendVerdict.MessageRefused, "blocked");
        yield return new(webhook, 202, """{"status":"accepted"}""", SendVerdict.Accepted, null);
        yield return new(webhook, 200, """{"status":"invalid-recipient"}""", SendVerdict.RecipientRefused, "invalid-recipient");
        yield return new(webhook, 200, """{"status":"error","message":"queue full"}""", SendVerdict.TryLater, "200 queue full");
        yield return new(webhook, 200, """{"error":"oups"}""", SendVerdict.TryLater, """200 {"error":"oups"}""");
        yield return new(webhook, 200, "null", SendVerdict.TryLater, "200 null");
        yield return new(webhook, 200, "OK", SendVerdict.Unanswered, "200 OK");
        yield return new(webhook, 204, "", SendVerdict.Unanswered, "204");
        yield return new(webhook, 401, "", SendVerdict.TryLater, "401");
        yield return new(webhook, 403, "no", SendVerdict.TryLater, "403 no");
        yield return new(webhook, 429, "", SendVerdict.TryLater, "429");
        yield return new(webhook, 500, "oups", SendVerdict.TryLater, "500 oups");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answers_of_a_gateway_are_understood_and_only_its_word_on_the_number_is_one(bool ovh, int status, string body, SendVerdict verdict, string? words)
    {
        await using var server = await SmsServer.StartAsync();
        server.Script = asked => asked.Method == "POST" ? new(status, body) : null;
        using var carrier = Carrier(ovh ? server.OvhCloud : server.Webhook);
        Assert.Equal(new SendAnswer(verdict, words), await carrier.SendAsync(Message, Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redirect_is_not_followed_and_a_huge_answer_is_not_read(bool ovh)
    {
        await using var server = await SmsServer.StartAsync();
        await using var elsewhere = await SmsServer.StartAsync();
        var log = new LogLines();
        using var carrier = Carrier(ovh ? server.OvhCloud : server.Webhook, log);

        server.Script = asked => asked.Method == "POST" ? new(307, "", new Uri(elsewhere.Address, "webhook").AbsoluteUri) : null;
        Assert.Equal(SendVerdict.TryLater, (await carrier.SendAsync(Message, Cancel)).Verdict);
        Assert.Empty(elsewhere.Requests);
        Assert.Contains(log.Lines, line => line.Contains("answers 307", StringComparison.Ordinal));

        server.Script = asked => asked.Method == "POST" ? new(200, new string(' ', 10_000_000) + "{\"status\":\"accepted\"}") : null;
        Assert.Equal(SendVerdict.Unanswered, (await carrier.SendAsync(Message, Cancel)).Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_gateway_that_is_down_was_certainly_not_asked(bool ovh)
    {
        (string, string)[] settings;
        await using (var server = await SmsServer.StartAsync()) settings = ovh ? server.OvhCloud : server.Webhook;
        using var carrier = Carrier(settings);
        var answer = await carrier.SendAsync(Message, Cancel);
        Assert.Equal(SendVerdict.TryLater, answer.Verdict);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_secret_no_number_and_no_link_is_logged_or_kept(bool ovh)
    {
        await using var server = await SmsServer.StartAsync();
        server.Script = asked => asked.Method == "POST" ? new(401, asked.Body) : null;
        var log = new LogLines();
        using var carrier = Carrier(ovh ? server.OvhCloud : server.Webhook, log);

        var answer = await carrier.SendAsync(Message, Cancel);

        Assert.DoesNotContain(Link[^43..], answer.Text, StringComparison.Ordinal);
        var line = Assert.Single(log.Lines);
        Assert.Contains("answers 401", line, StringComparison.Ordinal);
        Assert.DoesNotMatch("secret|key|639981234|http", line);
    }

    private static SmsCarrier Carrier((string Key, string Value)[] settings, LogLines? log = null)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))).Build()
            .GetSection(SmsOptions.Section).Get<SmsOptions>()!;
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log ?? new LogLines()).SetMinimumLevel(LogLevel.Trace));
        return options.Provider is SmsProvider.OvhCloud
            ? new OvhCloudSms(Options.Create(options), TimeProvider.System, factory.CreateLogger<OvhCloudSms>())
            : new WebhookSms(Options.Create(options), TimeProvider.System, factory.CreateLogger<WebhookSms>());
    }
}
