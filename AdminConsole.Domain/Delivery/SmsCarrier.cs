using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AdminConsole.Domain.Model.Settings;
using Microsoft.Extensions.Logging;

namespace AdminConsole.Domain.Delivery;

/// <summary>
/// Speaks HTTP with a gateway. One client for the life of the process, made by hand: the factory's would write addresses to the log. It follows no
/// redirect (a signed message is for whom it was signed), keeps no cookie, asks no proxy but the configured one, and reads no long answer.
/// </summary>
public abstract partial class SmsCarrier(SmsOptions options, TimeProvider time, ILogger log) : IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private const int ShownLength = 300;
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = options.Proxy is not null,
        Proxy = options.Proxy is null ? null : new WebProxy(options.Proxy),
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectWithin,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 16,
    })
    {
        MaxResponseContentBufferSize = LongestAnswer,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    protected TimeProvider Time => time;

    /// <summary>Tries once, with a number that may be sent to.</summary>
    public abstract Task<SendAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) client.Dispose();
    }

    /// <summary>Status and body of an answer, or what to say because there is none. The request goes as it is: no header of ours beside those in it.</summary>
    protected async Task<(HttpStatusCode Status, string Body, SendAnswer? Failed)> AskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var response = await client.SendAsync(request, cancel);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancel), null);
        }
        catch (HttpRequestException fault) when (!cancel.IsCancellationRequested)
        {
            var untouched = fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            return (0, "", untouched ? new(SendVerdict.TryLater, Words(Innermost(fault))) : new(SendVerdict.Unanswered, Words(Innermost(fault))));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (0, "", new(SendVerdict.TryLater, $"no connection within {ConnectWithin.TotalSeconds:0} s"));
        }
    }

    /// <summary>
    /// What an answer without success means: later. Never that the number is wrong, and when it is about us (credentials, credit, address), somebody is told:
    /// nothing is sent until that is mended.
    /// </summary>
    protected SendAnswer Failure(HttpStatusCode status, string? words)
    {
        if ((int)status is >= 300 and < 500 and not (408 or 425 or 429)) Log.Misconfigured(log, (int)status);
        return new(SendVerdict.TryLater, Words($"{(int)status} {words}"));
    }

    /// <summary>What a gateway says may hold what it was sent: a secret is never kept (rule 9 of recovery).</summary>
    protected static string Words(string answer)
    {
        var told = Secret().Replace(answer.Trim(), "…");
        return told.Length <= ShownLength ? told : told[..ShownLength];
    }

    protected static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json", Encoding.UTF8.WebName) } };

    private static string Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault.Message;

    [GeneratedRegex("[A-Za-z0-9_-]{30,}")]
    private static partial Regex Secret();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The SMS gateway answers {Status}: no SMS is sent until the section Sms of the settings, or the credit, is mended")]
        public static partial void Misconfigured(ILogger logger, int status);
    }
}
