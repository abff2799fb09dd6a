using System.ComponentModel;
using System.Globalization;
using System.Net;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace AdminConsole.Domain.Model.Settings;

/// <summary>The one validator of the configuration. Finds everything that is wrong or missing at once, before anything is started.</summary>
public sealed class SettingsCheck(IConfiguration configuration, bool development)
{
    private readonly List<SettingFault> faults = [];

    /// <summary>Empty when the application may start. Outside Development more is required, and only https is good.</summary>
    public IReadOnlyList<SettingFault> Find()
    {
        faults.Clear();
        CheckConnections();
        var site = Read<SiteOptions>(SiteOptions.Section);
        if (site is not null) CheckSite(site);
        if (Read<MailOptions>(MailOptions.Section) is { } mail) CheckMail(mail);
        if (Read<SmsOptions>(SmsOptions.Section) is { } sms) CheckSms(sms, site?.PublicUrl);
        if (Read<SessionOptions>(SessionOptions.Section) is { } sessions) CheckSessions(sessions);
        if (Read<RecoveryOptions>(RecoveryOptions.Section) is { } recovery) faults.AddRange(recovery.Problems());
        if (Read<AssistanceOptions>(AssistanceOptions.Section) is { } assistance) faults.AddRange(assistance.Problems());
        if (Read<JournalOptions>(JournalOptions.Section) is { } journal) faults.AddRange(journal.Problems());
        if (Read<ImportOptions>(ImportOptions.Section) is { } imports) faults.AddRange(imports.Problems());
        var provider = Read<ProviderOptions>(ProviderOptions.Section);
        if (provider is not null) faults.AddRange(provider.Problems(development));
        if (Read<OperatorSignInOptions>(OperatorSignInOptions.Section) is { } operators) faults.AddRange(operators.Problems(provider));
        if (Read<SecondFactorOptions>(SecondFactorOptions.Section) is { } factor) faults.AddRange(factor.Problems());
        if (Read<TermsOptions>(TermsOptions.Section) is { } terms) faults.AddRange(terms.Problems());
        if (Read<PasswordOptions>(PasswordOptions.Section) is { } passwords) faults.AddRange(passwords.Problems());
        return [.. faults.DistinctBy(f => f.Key).OrderBy(f => f.Key, StringComparer.Ordinal)];
    }

    /// <summary>
    /// The section, or null when a value in it cannot be read as its type. A key that the section does not know is a fault too: most
    /// are misspelt.
    /// </summary>
    private T? Read<T>(string section) where T : class, new()
    {
        var before = faults.Count;
        CheckKeys(configuration.GetSection(section), typeof(T));
        return faults.Count == before ? configuration.GetSection(section).Get<T>() ?? new T() : null;
    }

    private void CheckKeys(IConfigurationSection section, Type type)
    {
        var known = TypeDescriptor.GetProperties(type).Cast<PropertyDescriptor>().ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var property))
                Fault(child.Path, $"is unknown. {section.Path} has {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}");
            else if (property.PropertyType == typeof(Dictionary<Profile, int>))
                CheckNumberPerProfile(child);
            else if (property.PropertyType == typeof(FactorRequiredFor[]) && string.IsNullOrEmpty(child.Value))
                CheckElements(child, property.PropertyType.GetElementType()!);
            else if (property.PropertyType.Namespace == typeof(SettingsCheck).Namespace && property.PropertyType is { IsClass: true, IsArray: false })
                CheckKeys(child, property.PropertyType);
            else if (!string.IsNullOrEmpty(child.Value) && !CanRead(property.PropertyType, child.Value))
                Fault(child.Path, ExpectedOf(property.PropertyType));
        }
    }

    private void CheckNumberPerProfile(IConfigurationSection section)
    {
        foreach (var child in section.GetChildren())
        {
            if (!CanRead(typeof(Profile), child.Key)) Fault(child.Path, $"names no profile. There are {string.Join(", ", Enum.GetNames<Profile>())}");
            else if (!CanRead(typeof(int), child.Value ?? "")) Fault(child.Path, ExpectedOf(typeof(int)));
        }
    }

    private void CheckElements(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            if (!CanRead(type, child.Value ?? "")) Fault(child.Path, ExpectedOf(type));
        }
    }

    private static bool CanRead(Type type, string value)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(string)) return true;
        if (bare == typeof(int)) return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        if (bare == typeof(bool)) return bool.TryParse(value, out _);
        if (bare == typeof(Uri)) return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        if (bare.IsEnum) return Enum.GetNames(bare).Contains(value, StringComparer.OrdinalIgnoreCase);
        // A list or a sub-section is given by its children (Hosts:0), not by a value.
        return false;
    }

    private static string ExpectedOf(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(int)) return "must be a whole number";
        if (bare == typeof(bool)) return "must be true or false";
        if (bare == typeof(Uri)) return "must be a whole address that begins with https://";
        return bare.IsEnum ? $"must be one of {string.Join(", ", Enum.GetNames(bare))}" : "must be a list: its first element is the key with :0 at its end";
    }

    private void CheckConnections()
    {
        Connection("ConnectionStrings:AdminConsole", required: !development, "connects as the application's role");
        Connection("ConnectionStrings:AdminConsoleOwner", required: false, "connects as the role that owns the schema");
    }

    private void Connection(string key, bool required, string purpose)
    {
        var value = configuration[key];
        if (string.IsNullOrWhiteSpace(value))
        {
            if (required) Fault(key, $"is missing. It {purpose}: Host=…;Database=…;Username=…;Password=…");
            return;
        }
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(value);
            if (string.IsNullOrEmpty(parts.Host) || string.IsNullOrEmpty(parts.Database) || string.IsNullOrEmpty(parts.Username))
                Fault(key, "must name Host, Database and Username");
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            Fault(key, "cannot be read as a PostgreSQL connection string: Host=…;Database=…;Username=…;Password=…");
        }
    }

    private void CheckSite(SiteOptions site)
    {
        const string url = "Site:PublicUrl", hosts = "Site:Hosts", proxies = "Site:Proxies";
        if (site.PublicUrl is { } address)
        {
            if (address.PathAndQuery != "/" || address.Fragment.Length + address.UserInfo.Length > 0) Fault(url, "must end with its host and port: no path, ?, # or user");
            if (!development && address.Scheme != Uri.UriSchemeHttps) Fault(url, "must begin with https:// outside Development");
        }
        for (var i = 0; i < site.Hosts.Length; i++)
        {
            if (Uri.CheckHostName(site.Hosts[i]) is UriHostNameType.Unknown or UriHostNameType.Basic)
                Fault($"{hosts}:{i}", "must be a host name alone, without scheme, port or path: aide.exemple.fr");
        }
        for (var i = 0; i < site.Proxies.Length; i++)
        {
            if (IPNetwork.TryParse(site.Proxies[i], out var network))
            {
                if (network.PrefixLength == 0) Fault($"{proxies}:{i}", "believes everybody: whoever asks could say where he is from. Name the proxies themselves");
            }
            else if (!IPAddress.TryParse(site.Proxies[i], out _))
            {
                Fault($"{proxies}:{i}", "must be an address or a network: 10.0.0.5 or 10.0.0.0/24");
            }
        }
        if (development) return;
        if (site.Name.Length == 0) Fault("Site:Name", "is missing: what the site is called in titles and messages");
        if (site.PublicUrl is null) Fault(url, "is missing: the https address that links in messages begin with");
        if (site.Hosts is []) Fault(hosts, "is missing: the host names that requests may carry, Site:Hosts:0 and so on");
        else if (site.PublicUrl is { } own && !site.Hosts.Contains(own.Host, StringComparer.OrdinalIgnoreCase)) Fault(hosts, "must hold the host of Site:PublicUrl");
    }

    private void CheckMail(MailOptions mail)
    {
        if (string.IsNullOrWhiteSpace(mail.Host))
        {
            if (!development) Fault("Mail:Host", "is missing: the SMTP server that takes the messages");
            else return;
        }
        if (mail.Connections is < 1 or > 100) Fault("Mail:Connections", "must be from 1 to 100");
        if (mail.Port is < 1 or > 65535) Fault("Mail:Port", "must be from 1 to 65535");
        if (string.IsNullOrWhiteSpace(mail.From)) Fault("Mail:From", "is missing: the address that messages come from");
        else if (!EmailAddress.TryParse(mail.From, out _, out _)) Fault("Mail:From", "must be one mail address alone: ne-pas-repondre@exemple.fr");
        if (string.IsNullOrEmpty(mail.User) != string.IsNullOrEmpty(mail.Password))
            Fault(string.IsNullOrEmpty(mail.User) ? "Mail:User" : "Mail:Password", "is missing: user and password go together, or neither");
    }

    private void CheckSms(SmsOptions sms, Uri? publicUrl)
    {
        faults.AddRange(sms.Problems(development));
        if (sms.Provider is not SmsProvider.None && publicUrl is not null && !ResetSms.FitsWith(publicUrl))
            Fault("Site:PublicUrl", "is too long for an SMS: with the link it has to fit 160 signs, so about 65 for the host");
    }

    private void CheckSessions(SessionOptions sessions)
    {
        if (sessions.IdleMinutes is < 1 or > 24 * 60) Fault("Sessions:IdleMinutes", "must be from 1 to 1440");
        if (sessions.AbsoluteHours is < 1 or > 24) Fault("Sessions:AbsoluteHours", "must be from 1 to 24");
    }

    private void Fault(string key, string expected) => faults.Add(new(key, expected));
}
