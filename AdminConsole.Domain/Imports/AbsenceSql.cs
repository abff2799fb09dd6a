namespace AdminConsole.Domain.Imports;

/// <summary>Accounts that the files no longer hold.</summary>
internal static class AbsenceSql
{
    /// <summary>School by school, how many are absent of how many that could be.</summary>
    public const string Shares = """
        SELECT m.school_id AS "SchoolId", count(*) FILTER (WHERE b.account_id IS NOT NULL)::int AS "Absent", count(*)::int AS "Held"
        FROM (SELECT DISTINCT b.school_id, a.profile FROM import_absences b JOIN accounts a ON a.id = b.account_id WHERE b.run_id = {0}) about
            JOIN memberships m ON m.school_id = about.school_id AND m.starts_on <= today() AND (m.ends_on IS NULL OR m.ends_on > today())
            JOIN accounts a ON a.id = m.account_id AND a.profile = about.profile AND a.source = 1 AND a.deletion_due_at IS NULL
            LEFT JOIN import_absences b ON b.run_id = {0} AND b.account_id = a.id AND b.school_id = m.school_id
        GROUP BY 1
        """;
}
