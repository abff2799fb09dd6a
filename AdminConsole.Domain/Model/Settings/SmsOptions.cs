namespace AdminConsole.Domain.Model.Settings;

/// <summary>Who sends the SMS.</summary>
public enum SmsProvider { None, OvhCloud, Webhook }

/// <summary>Section « Sms »: whether, by whom and how far SMS are sent (rule 24 of recovery).</summary>
public sealed class SmsOptions
{
    public const string Section = "Sms";
    public const int MostADay = 1_000_000;

    /// <summary>None: SMS are not offered; in Development they go to a page instead.</summary>
    public SmsProvider Provider { get; set; }

    /// <summary>ISO 3166 codes of the countries whose mobiles get SMS. Empty: France and what is of France overseas.</summary>
    public string[] Countries { get; set; } = [];

    /// <summary>SMS a day, Paris time, of all processes together. Whoever makes the site send must not make it poor.</summary>
    public int DailyBudget { get; set; } = 1_000;

    /// <summary>By which the gateway is reached; null: directly, whatever the environment says of proxies.</summary>
    public Uri? Proxy { get; set; }
    public OvhCloudOptions OvhCloud { get; set; } = new();
    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems(bool development)
    {
        for (var i = 0; i < Countries.Length; i++)
        {
            if (!MobileNumber.IsCountry(Countries[i])) yield return new($"{Section}:{nameof(Countries)}:{i}", "must be the ISO code of a country, in capitals: FR, RE, BE");
        }
        if (DailyBudget is < 1 or > MostADay) yield return new($"{Section}:{nameof(DailyBudget)}", $"must be from 1 to {MostADay}. Sms:Provider None sends no SMS");
        var problems = Provider switch
        {
            SmsProvider.None => [],
            SmsProvider.OvhCloud => OvhCloud.Problems(development),
            SmsProvider.Webhook => Webhook.Problems(development),
        };
        foreach (var problem in problems) yield return problem;
    }
}

/// <summary>Section « Sms:OvhCloud »: an application of OVHcloud's API with the right POST /sms/*/jobs.</summary>
public sealed class OvhCloudOptions
{
    private const string Path = $"{SmsOptions.Section}:{nameof(SmsOptions.OvhCloud)}";
    private const int SenderLength = 11;

    /// <summary>Null: https://eu.api.ovh.com.</summary>
    public Uri? Endpoint { get; set; }
    public string? ApplicationKey { get; set; }
    public string? ApplicationSecret { get; set; }
    public string? ConsumerKey { get; set; }

    /// <summary>The SMS account: sms-ab12345-1.</summary>
    public string? ServiceName { get; set; }

    /// <summary>A sender that OVHcloud has validated. Null: a short number of theirs.</summary>
    public string? Sender { get; set; }

    internal IEnumerable<SettingFault> Problems(bool development)
    {
        if (Endpoint is not null)
        {
            if (Endpoint.PathAndQuery != "/" || Endpoint.Fragment.Length + Endpoint.UserInfo.Length > 0) yield return new($"{Path}:{nameof(Endpoint)}", "must end with its host: no path, ?, # or user");
            else if (!development && Endpoint.Scheme != Uri.UriSchemeHttps) yield return new($"{Path}:{nameof(Endpoint)}", "must begin with https:// outside Development");
        }
        foreach (var (key, value) in new[] { (nameof(ApplicationKey), ApplicationKey), (nameof(ApplicationSecret), ApplicationSecret), (nameof(ConsumerKey), ConsumerKey) })
        {
            if (string.IsNullOrWhiteSpace(value)) yield return new($"{Path}:{key}", "is missing: OVHcloud's API gives the three of them for the right POST /sms/*/jobs");
            else if (value.Any(c => c is <= ' ' or > '~')) yield return new($"{Path}:{key}", "must hold letters and digits alone, without blanks");
        }
        if (string.IsNullOrWhiteSpace(ServiceName)) yield return new($"{Path}:{nameof(ServiceName)}", "is missing: the name of the SMS account, sms-ab12345-1");
        else if (!ServiceName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) yield return new($"{Path}:{nameof(ServiceName)}", "must be the name of the SMS account alone, sms-ab12345-1");
        if (!string.IsNullOrEmpty(Sender) && !IsSender(Sender)) yield return new($"{Path}:{nameof(Sender)}", "must be at most 11 letters and digits, or a number with +");
    }

    private static bool IsSender(string sender) => sender[0] == '+'
        ? sender.Length is > 5 and < 17 && sender.Skip(1).All(char.IsAsciiDigit)
        : sender.Length <= SenderLength && sender.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '.') && sender.Trim() == sender;
}

/// <summary>Section « Sms:Webhook »: any gateway that takes a signed POST (docs/sms-webhook.md).</summary>
public sealed class WebhookOptions
{
    /// <summary>Shorter ones can be guessed from a single signed message.</summary>
    private const int ShortestSecret = 32;
    private const string Path = $"{SmsOptions.Section}:{nameof(SmsOptions.Webhook)}";

    public Uri? Url { get; set; }

    /// <summary>Key of the signature.</summary>
    public string? Secret { get; set; }

    internal IEnumerable<SettingFault> Problems(bool development)
    {
        if (Url is null) yield return new($"{Path}:{nameof(Url)}", "is missing: the https address that takes the messages");
        else if (Url.UserInfo.Length + Url.Fragment.Length > 0) yield return new($"{Path}:{nameof(Url)}", "must hold no user and no #: the signature is the proof");
        else if (!development && Url.Scheme != Uri.UriSchemeHttps) yield return new($"{Path}:{nameof(Url)}", "must begin with https:// outside Development");
        if ((Secret ?? "").Length < ShortestSecret) yield return new($"{Path}:{nameof(Secret)}", $"must have at least {ShortestSecret} characters: openssl rand -base64 32 makes one");
    }
}
