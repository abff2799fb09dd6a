using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Schools;

/// <summary>The schools, for everybody: no more of them than they publish, and only those that are open.</summary>
public sealed class SchoolFinder(IDbContextFactory<AdminDb> databases)
{
    /// <summary>As many as a list under a field can show.</summary>
    public const int MostHits = 10;

    public const int PageSize = 50;

    /// <summary>In characters; what follows them is not looked at.</summary>
    public const int LongestText = 100;

    /// <summary>
    /// At most <see cref="MostHits"/> schools in whose name or town each word typed begins a word, in any order: case, accents, hyphens
    /// and apostrophes do not count, nor does « Collège », and Saint is St. Names that begin so come first, then towns, then
    /// the others. A text without letter or digit finds nothing, one that says only « collège » the first of all.
    /// </summary>
    public async Task<SchoolHits> FindAsync(string? text, CancellationToken cancel)
    {
        var typed = SchoolText.Read(text);
        if (typed.IsEmpty) return SchoolHits.Nothing;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var hits = await HitsAsync(db, typed, 0, MostHits + 1, cancel);
        return new([.. hits.Take(MostHits)], hits.Count > MostHits);
    }

    /// <summary>
    /// The same as a list of all that match, <see cref="PageSize"/> at a time; every open school by town when the text has no letter or digit.
    /// A page beyond the last is the last.
    /// </summary>
    /// <param name="page">Counted from 1.</param>
    public async Task<SchoolPart> ListAsync(string? text, int page, CancellationToken cancel)
    {
        var typed = SchoolText.Read(text);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var total = await db.Database.SqlQuery<int>($"""
            SELECT count(*)::int AS "Value" FROM schools s
            WHERE (s.closed_on IS NULL OR s.closed_on > today()) AND ({typed.Query}::text IS NULL OR s.lexemes @@ {typed.Query}::tsquery)
            """).SingleAsync(cancel);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        return new(await HitsAsync(db, typed, (page - 1) * PageSize, PageSize, cancel), total, page, pages);
    }

    /// <summary>What an open school publishes of itself; null for a code that is malformed, unknown, or of a closed school.</summary>
    /// <param name="uai">National code, the letter in either case.</param>
    public async Task<SchoolCard?> ReadAsync(string? uai, CancellationToken cancel)
    {
        if (uai is not { Length: 8 } || !uai[..7].All(char.IsAsciiDigit) || !char.IsAsciiLetter(uai[7])) return null;
        var code = uai.ToUpperInvariant();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Schools.Where(s => s.Uai == code && (s.ClosedOn == null || s.ClosedOn > AdminDb.Today()))
            .Select(s => new SchoolCard(s.Uai, s.Name, s.Town, s.PublicPageUrl, s.ContactEmail, s.ContactPhone))
            .SingleOrDefaultAsync(cancel);
    }

    // Columns that the database derives from name and town: see the migration AddSchoolFinder.
    private static Task<List<SchoolHit>> HitsAsync(AdminDb db, SchoolText typed, int after, int most, CancellationToken cancel) => (typed switch
    {
        { Query: { } query } => db.Database.SqlQuery<SchoolHit>($"""
            SELECT s.uai AS "Uai", s.name AS "Name", s.town AS "Town", s.public_page_url AS "PublicPageUrl" FROM schools s
            WHERE (s.closed_on IS NULL OR s.closed_on > today()) AND s.lexemes @@ {query}::tsquery
            ORDER BY starts_with(s.name_key, school_key({typed.Folded})) DESC, starts_with(s.town_key, school_key({typed.Folded})) DESC,
                s.name_key, s.town_key, s.uai
            OFFSET {after} LIMIT {most}
            """),
        _ => db.Database.SqlQuery<SchoolHit>($"""
            SELECT s.uai AS "Uai", s.name AS "Name", s.town AS "Town", s.public_page_url AS "PublicPageUrl" FROM schools s
            WHERE s.closed_on IS NULL OR s.closed_on > today()
            ORDER BY s.town_key, s.name_key, s.uai
            OFFSET {after} LIMIT {most}
            """),
    }).ToListAsync(cancel);
}
