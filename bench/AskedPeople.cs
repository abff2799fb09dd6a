using System.Globalization;
using Npgsql;

namespace AdminConsole.Bench;

/// <summary>Who asks in the measurements of « Besoin d'aide ? », and from where.</summary>
internal static class AskedPeople
{
    private const string Any = "100000000";

    /// <summary>Delivery to this process; the limits by network and in all lifted, since all come from one machine.</summary>
    public static (string Key, string Value)[] Settings(MailSink sink) =>
    [
        ("Mail__Port", sink.Port.ToString(CultureInfo.InvariantCulture)), ("Mail__Security", "None"),
        ("Recovery__RequestsFromNetwork", Any), ("Recovery__RequestsInAll", Any),
    ];

    /// <summary>A network of its own for each number.</summary>
    public static string Network(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"10.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}");

    /// <summary>What earlier runs asked for: their limits would count, their mails be sent.</summary>
    public static async Task ForgetAsync(NpgsqlDataSource owner)
    {
        await using var forget = owner.CreateCommand("TRUNCATE recovery_requests, recovery_uses, recovery_counters, outbox_messages, message_shares, assistance_entries, reset_tokens, sign_in_delays");
        await forget.ExecuteNonQueryAsync();
    }

    /// <summary>Activated people whose address is nobody else's.</summary>
    public static async Task<(string Login, string Email)[]> KnownAsync(NpgsqlDataSource owner, int count)
    {
        await using var ask = owner.CreateCommand("""
            SELECT min(login), lower(email) FROM accounts
            WHERE email IS NOT NULL AND email_state <> 3 AND password_hash IS NOT NULL AND federated_with IS NULL AND blocked_at IS NULL
            GROUP BY 2 HAVING count(*) = 1 ORDER BY md5(lower(email)) LIMIT $1
            """);
        ask.Parameters.Add(new() { Value = count });
        ask.CommandTimeout = 0;
        await using var rows = await ask.ExecuteReaderAsync();
        List<(string, string)> people = [];
        while (await rows.ReadAsync()) people.Add((rows.GetString(0), rows.GetString(1)));
        return [.. people];
    }

    public static async Task<RawSite[]> SitesAsync(BuiltApp app, string path, string form, int count)
    {
        var sites = new RawSite[count];
        for (var each = 0; each < count; each++) sites[each] = await RawSite.OnAsync(app, path, form);
        return sites;
    }
}
