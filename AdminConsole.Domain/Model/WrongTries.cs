using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>
/// What is tried, by its format. Each is delayed on its own: whoever guesses at the password of a pupil from the school's one address does
/// not keep her from using the slip that she holds.
/// </summary>
internal enum Tried { Password, Provisional, Factor }

/// <summary>
/// Wrong tries in a row, for a login and a network, at sign-in and wherever the current password is asked for again (rule 10 of
/// recovery). From the fifth on they delay the next one, by 30 seconds and twice as long each time, up to 15 minutes. They are
/// forgotten after a success or a day.
/// </summary>
internal static class WrongTries
{
    /// <summary>In the place of a network, for tries at a second factor.</summary>
    internal const string FactorPlace = "factor";

    /// <param name="Taken">Whether the try may go on; false while a delay runs.</param>
    /// <param name="Wait">What is left of the delay, or the one that begins should this try be wrong.</param>
    internal readonly record struct Turn(bool Taken, TimeSpan Wait);

    private sealed record Row(bool Taken, double Seconds);

    /// <summary>
    /// Counts a try as wrong, unless a delay runs, in one statement: of tries at the same time each gets its own number.
    /// The row's time of failure tells whether this statement counted.
    /// </summary>
    public static async Task<Turn> CountAsync(AdminDb db, string login, IPAddress? network, Tried tried, CancellationToken cancel)
    {
        var (name, from) = (Shorten(login), PlaceOf(network, tried));
        var rows = await db.Database.SqlQuery<Row>($"""
            INSERT INTO sign_in_delays AS d (login, network, failures, last_failed_at)
            VALUES ({name}, {from}, 1, now())
            ON CONFLICT (login, network) DO UPDATE SET (failures, last_failed_at, delayed_until) = (
                SELECT n, now(), CASE WHEN n >= 5 THEN now() + least(interval '15 minutes', interval '30 seconds' * 2 ^ least(n - 5, 10)) END
                FROM (SELECT CASE WHEN d.last_failed_at < now() - interval '1 day' THEN 1 ELSE d.failures + 1 END AS n) counted
                WHERE d.delayed_until IS NULL OR d.delayed_until <= now()
                UNION ALL
                SELECT d.failures, d.last_failed_at, d.delayed_until WHERE d.delayed_until > now())
            RETURNING last_failed_at = now() AS "Taken", coalesce(extract(epoch FROM delayed_until - now()), 0)::float8 AS "Seconds"
            """).ToListAsync(cancel);
        return new(rows[0].Taken, TimeSpan.FromSeconds(rows[0].Seconds));
    }

    public static Task ForgetAsync(AdminDb db, string login, IPAddress? network, Tried tried, CancellationToken cancel)
    {
        var (name, from) = (Shorten(login), PlaceOf(network, tried));
        return db.SignInDelays.Where(d => d.Login == name && d.Network == from).ExecuteDeleteAsync(cancel);
    }

    /// <summary>Removes what is older than a day and so counts no more; returns how many rows.</summary>
    public static Task<int> SweepAsync(AdminDb db, CancellationToken cancel) =>
        db.SignInDelays.Where(d => d.LastFailedAt < AdminDb.Now().AddDays(-1)).ExecuteDeleteAsync(cancel);

    private static string PlaceOf(IPAddress? network, Tried tried) => tried switch
    {
        Tried.Password => Networks.KeyOf(network),
        Tried.Provisional => "provisional " + Networks.KeyOf(network),
        // Whoever gets as far as this knows the password, and could come from anywhere: counted for the account alone.
        Tried.Factor => FactorPlace,
    };

    /// <summary>Cut between characters, never inside one.</summary>
    private static string Shorten(string login)
    {
        if (login.Length <= Account.LoginLength) return login;
        var cut = new StringBuilder(Account.LoginLength);
        foreach (var rune in login.EnumerateRunes())
        {
            if (cut.Length + rune.Utf16SequenceLength > Account.LoginLength) break;
            cut.Append(rune);
        }
        return cut.ToString();
    }
}
