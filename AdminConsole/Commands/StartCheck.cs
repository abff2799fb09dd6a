using System.Globalization;
using System.Net;
using AdminConsole.Domain.Model.Settings;

namespace AdminConsole.Commands;

/// <summary>
/// Where the server is told to listen, and the demo settings. Development shows everybody's messages and signs in with a known password: it listens to this
/// machine alone, unless told otherwise.
/// </summary>
internal static class StartCheck
{
    private const string AllowRemote = "Demo:AllowRemote";
    private const string Accounts = "Demo:Accounts";

    public static IEnumerable<SettingFault> Find(IConfiguration configuration, bool development)
    {
        var allowed = configuration[AllowRemote];
        if (!string.IsNullOrEmpty(allowed) && !bool.TryParse(allowed, out _)) yield return new(AllowRemote, "must be true or false");
        if (!string.IsNullOrEmpty(configuration[Accounts]) && !int.TryParse(configuration[Accounts], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            yield return new(Accounts, "must be a whole number, 0 for none");
        var loopbackOnly = development && !string.Equals(allowed, bool.TrueString, StringComparison.OrdinalIgnoreCase);
        foreach (var (key, address) in Addresses(configuration))
        {
            if (HostOf(address) is not { } host) yield return new(key, "must be an address such as http://localhost:5080");
            else if (loopbackOnly && !IsLoopback(host))
                yield return new(key, $"reaches beyond this machine, which Development refuses unless {AllowRemote} is true. Use http://localhost:5080");
        }
    }

    private static IEnumerable<(string Key, string Address)> Addresses(IConfiguration configuration)
    {
        foreach (var address in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            yield return ("urls", address);
        // Ports alone mean every interface, but only where no address is given.
        foreach (var key in (string[])(string.IsNullOrEmpty(configuration["urls"]) ? ["http_ports", "https_ports"] : []))
        {
            if (!string.IsNullOrEmpty(configuration[key])) yield return (key, "http://*");
        }
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
            yield return (endpoint.Path + ":Url", endpoint["Url"] ?? "");
    }

    /// <summary>Null for what is no address; a socket of this machine counts as loopback.</summary>
    private static string? HostOf(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed.IsUnixPipe || parsed.IsNamedPipe ? "localhost" : parsed.Host;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
