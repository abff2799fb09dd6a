using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>Who in the actor's scope may be the person that is about to be created: the same or nearly the same names, in either order.</summary>
internal static class Homonyms
{
    /// <summary>More would not be read.</summary>
    public const int Most = 8;

    private sealed record Row(
        Guid Id, string FamilyName, string GivenName, short Profile, string Login, DateOnly? BirthDate, string? ClassName, string School);

    /// <summary>Those of the same names and birth date first.</summary>
    public static async Task<IReadOnlyList<Homonym>> OfAsync(AdminDb db, Actor actor, NewAccount typed, CancellationToken cancel)
    {
        var words = Folding.Words(typed.FamilyName, typed.GivenName).Take(6).ToArray();
        if (words is []) return [];
        var birth = PersonText.Birth(typed.BirthDate);
        var (family, given) = (Folding.Fold(typed.FamilyName), Folding.Fold(typed.GivenName));
        var rows = await RowsAsync(db, actor, words, near: false, cancel);
        if (rows.Count < Most)
            rows = [.. rows, .. (await RowsAsync(db, actor, words, near: true, cancel)).Where(near => IsNear(near) && rows.All(row => row.Id != near.Id))];
        return
        [
            .. rows.Select(row => new Homonym(
                    row.Id, row.FamilyName, row.GivenName, (Profile)row.Profile, row.Login, row.BirthDate, row.ClassName, row.School, birth is not null && row.BirthDate == birth))
                .OrderByDescending(h => h.SameBirthDate).ThenByDescending(h => IsSame(h.FamilyName, h.GivenName)).Take(Most),
        ];

        bool IsSame(string familyName, string givenName) => (Folding.Fold(familyName), Folding.Fold(givenName)) is var (f, g) && ((f == family && g == given) || (f == given && g == family));

        // A name nearly the same of somebody born on another day is another person.
        bool IsNear(Row row) => birth is null || row.BirthDate is null || row.BirthDate == birth;
    }

    // The search of the console, by names alone: scope, session and grants are read inside (rules 13 and 14 of recovery).
    private static Task<List<Row>> RowsAsync(AdminDb db, Actor actor, string[] words, bool near, CancellationToken cancel) =>
        db.Database.SqlQuery<Row>($"""
            SELECT id AS "Id", family_name AS "FamilyName", given_name AS "GivenName", profile AS "Profile", login AS "Login", birth_date AS "BirthDate",
                class_name AS "ClassName", school AS "School"
            FROM search_accounts({actor.AccountId}, {actor.SessionId}, {words}, '', ARRAY[]::text[], NULL, NULL, {near}, {Most})
            """).ToListAsync(cancel);
}
