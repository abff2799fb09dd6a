namespace AdminConsole.Domain.Model;

/// <summary>
/// A free login for each of thousands of new accounts at once, for whoever has staged them in temporary tables of these names: staged_accounts (ordinal, login_proposed), staged_known (ordinal) for those
/// that have an account already, staged_logins (name, ordinal) for the answer. What is free when it is chosen may be taken when it is written: the primary key of login_names says so.
/// </summary>
internal static class LoginNumbers
{
    /// <summary>
    /// A login for each new row: the proposed name for the first of those who ask for it, then 2, 3 and so on. Names taken so far
    /// are counted by one range of login_names for each proposed name (digits sort before a colon). Rows whose proposed name has a
    /// gap among its numbers, and rows that clash with another proposed name of the chunk, are left to the next statement.
    /// </summary>
    public const string First = """
        WITH wanted AS (
            SELECT s.ordinal, s.login_proposed, row_number() OVER (PARTITION BY s.login_proposed ORDER BY s.ordinal) AS place
            FROM staged_accounts s LEFT JOIN staged_known k USING (ordinal) WHERE k.ordinal IS NULL),
        proposed AS (SELECT DISTINCT login_proposed FROM wanted ORDER BY 1),
        taken AS (
            SELECT p.login_proposed, t.names
            FROM proposed p CROSS JOIN LATERAL (
                SELECT count(*) AS names, coalesce(max(CASE n.name WHEN p.login_proposed THEN 1 ELSE substr(n.name, length(p.login_proposed) + 1)::int END), 0) AS highest
                FROM login_names n
                WHERE n.name >= p.login_proposed AND n.name < p.login_proposed || ':'
                    AND substr(n.name, length(p.login_proposed) + 1) ~ '^([2-9]|[1-9][0-9]{1,6})?$' OFFSET 0) t
            WHERE t.highest = t.names)
        INSERT INTO staged_logins (name, ordinal)
        SELECT w.login_proposed || CASE WHEN t.names + w.place = 1 THEN '' ELSE (t.names + w.place)::text END, w.ordinal
        FROM wanted w JOIN taken t USING (login_proposed)
        ORDER BY 1
        ON CONFLICT (name) DO NOTHING
        """;

    /// <summary>
    /// The rows that are left, by trying numbers upwards: among one more number than there are names taken, one is free. Asked again
    /// until it has nothing to do.
    /// </summary>
    public const string Others = """
        WITH wanted AS (
            SELECT s.ordinal, s.login_proposed, row_number() OVER (PARTITION BY s.login_proposed ORDER BY s.ordinal) AS place
            FROM staged_accounts s LEFT JOIN staged_known k USING (ordinal) LEFT JOIN staged_logins l USING (ordinal)
            WHERE k.ordinal IS NULL AND l.ordinal IS NULL)
        INSERT INTO staged_logins (name, ordinal)
        SELECT f.name, w.ordinal
        FROM wanted w
        CROSS JOIN LATERAL (
            SELECT (SELECT count(*) FROM login_names n WHERE n.name >= w.login_proposed AND n.name < w.login_proposed || ':')
                + (SELECT count(*) FROM staged_logins l WHERE l.name >= w.login_proposed AND l.name < w.login_proposed || ':') AS names OFFSET 0) t
        CROSS JOIN LATERAL (
            SELECT c.name
            FROM generate_series(1, w.place + t.names) number
                CROSS JOIN LATERAL (SELECT w.login_proposed || CASE number WHEN 1 THEN '' ELSE number::text END AS name) c
            WHERE NOT EXISTS (SELECT FROM login_names n WHERE n.name = c.name)
                AND NOT EXISTS (SELECT FROM staged_logins l WHERE l.name = c.name)
            ORDER BY number OFFSET w.place - 1 LIMIT 1) f
        ORDER BY w.ordinal
        ON CONFLICT (name) DO NOTHING
        """;
}
