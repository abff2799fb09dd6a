using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Assistance;

/// <summary>The contact given compared with the one on record.</summary>
public enum ContactLikeness { NotGiven, NoneOnRecord, Differs, Same }

/// <summary>An account that may be the one that a request is about, and why.</summary>
/// <param name="SameClass">The class given is his; null when none was given or he has none.</param>
/// <param name="Family">Names of the candidates on the other side whose parent or child he is.</param>
/// <param name="Email">Masked: whose address it is, is not known yet.</param>
/// <param name="Mobile">Masked too.</param>
public sealed record Candidate(
    Guid Id, string FamilyName, string GivenName, Profile Profile, string Login, string? ClassName, bool Activated, NameLikeness Names, bool? SameClass,
    IReadOnlyList<string> Family, ContactLikeness EmailLikeness, string? Email, ContactLikeness MobileLikeness, string? Mobile)
{
    /// <summary>A parent and a child who are on record as such outweigh everything else; then names, contact, class.</summary>
    internal int Weight => (Family.Count > 0 ? 100 : 0) + 10 * (int)Names + (EmailLikeness is ContactLikeness.Same ? 25 : 0)
        + (MobileLikeness is ContactLikeness.Same ? 25 : 0) + (SameClass is true ? 12 : 0);
}

/// <summary>Who in the request's school may be meant, likeliest first.</summary>
public sealed record Candidates(IReadOnlyList<Candidate> Parents, IReadOnlyList<Candidate> Children)
{
    public static readonly Candidates None = new([], []);
}

/// <summary>
/// Finds the accounts that a request may be about, among the people of its school and no others: they are all in the actor's scope, since the
/// request is.
/// </summary>
public sealed class AssistanceMatching(IDbContextFactory<AdminDb> databases)
{
    /// <summary>For each of parent and child: whoever has to read more uses the search.</summary>
    public const int MostShown = 6;

    private const int MostLoaded = 60;

    /// <summary>The candidates; none when the request is unknown, out of scope, or the actor signed out (rule 14 of recovery).</summary>
    public async Task<Candidates> FindAsync(Actor actor, Guid requestId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var request = await db.AssistanceInScopeOf(actor).AsNoTracking().SingleOrDefaultAsync(r => r.Id == requestId, cancel);
        if (request is null) return Candidates.None;

        var sounds = await SoundsAsync(db, request, cancel);
        var parent = new NameMatch(request.FamilyName, request.GivenName, sounds);
        var child = new NameMatch(request.ChildFamilyName, request.ChildGivenName, sounds);
        // The people of one school by its own index: as many as fit in one building, compared here.
        var people = await db.Database.SqlQuery<Person>($"""
            SELECT a.id AS "Id", a.family_key AS "Family", a.given_key AS "Given", a.profile AS "Profile",
                coalesce(lower(a.email) = lower({request.Email}::text), false) OR coalesce(a.mobile = {request.Mobile}::text, false) AS "SameContact"
            FROM (SELECT DISTINCT p.account_id FROM search_people p
                  WHERE p.scope = {request.SchoolId} AND p.profile IN (1, 2) AND p.starts_on <= today() AND p.ends_on > today()) p
            JOIN accounts a ON a.id = p.account_id
            """).ToListAsync(cancel);
        var likely = people.Select(p => (p.Id, p.Profile, p.SameContact, Names: (Profile)p.Profile is Profile.Student ? child.With(p.Family, p.Given) : parent.With(p.Family, p.Given)))
            .Where(p => p.Names > NameLikeness.GivenNameOnly || p.SameContact)
            .OrderByDescending(p => (int)p.Names + (p.SameContact ? 3 : 0)).Take(MostLoaded).ToDictionary(p => p.Id, p => p.Names);
        var kin = await KinAsync(db, [.. likely.Keys], cancel);
        // The other side of a family counts although its name is another: a parent need not be called like the child.
        var schoolmates = people.ToDictionary(p => p.Id);
        foreach (var id in kin.SelectMany(k => new[] { k.ParentId, k.ChildId }).Where(schoolmates.ContainsKey))
        {
            var person = schoolmates[id];
            likely.TryAdd(id, (Profile)person.Profile is Profile.Student ? child.With(person.Family, person.Given) : parent.With(person.Family, person.Given));
        }
        var loaded = await LoadAsync(db, request, [.. likely.Keys], cancel);
        var all = loaded.Select(a => a.With(request, likely[a.Account.Id], kin, loaded, likely)).ToList();
        return new(Best(all, Profile.Relative), Best(all, Profile.Student));
    }

    private static List<Candidate> Best(IEnumerable<Candidate> all, Profile profile) =>
        [.. all.Where(c => c.Profile == profile).OrderByDescending(c => c.Weight).ThenBy(c => c.FamilyName).ThenBy(c => c.GivenName).ThenBy(c => c.Id).Take(MostShown)];

    private static async Task<Dictionary<string, HashSet<string>>> SoundsAsync(AdminDb db, AssistanceRequest request, CancellationToken cancel)
    {
        var words = NameMatch.WordsOf(request.FamilyName, request.GivenName, request.ChildFamilyName, request.ChildGivenName).Where(w => w.Length is > 2 and <= 30).Take(12).ToArray();
        var alike = await db.Database.SqlQuery<Sound>($"""
            SELECT t.word AS "Typed", l.word AS "Alike" FROM unnest({words}) t(word)
            CROSS JOIN LATERAL (SELECT l.word FROM search_lexicon l WHERE l.sound = search_sound(t.word) LIMIT 100) l
            """).ToListAsync(cancel);
        return alike.GroupBy(a => a.Typed).ToDictionary(g => g.Key, g => g.Select(a => a.Alike).ToHashSet());
    }

    private static Task<List<Relation>> KinAsync(AdminDb db, Guid[] ids, CancellationToken cancel) =>
        db.Relations.AsNoTracking().Where(r => (ids.Contains(r.ParentId) || ids.Contains(r.ChildId)) && (r.EndsOn == null || r.EndsOn > AdminDb.Today())).ToListAsync(cancel);

    private static async Task<List<Loaded>> LoadAsync(AdminDb db, AssistanceRequest request, Guid[] ids, CancellationToken cancel) =>
        await db.Accounts.AsNoTracking().Where(a => ids.Contains(a.Id)).Select(a => new Loaded(a,
            db.CurrentMemberships.Where(m => m.AccountId == a.Id && m.SchoolId == request.SchoolId).Max(m => m.ClassName))).ToListAsync(cancel);

    private sealed record Person(Guid Id, string Family, string Given, short Profile, bool SameContact);

    private sealed record Sound(string Typed, string Alike);

    private sealed record Loaded(Account Account, string? ClassName)
    {
        public Candidate With(AssistanceRequest request, NameLikeness names, List<Relation> kin, List<Loaded> all, Dictionary<Guid, NameLikeness> likely)
        {
            var related = kin.Where(k => k.ParentId == Account.Id).Select(k => k.ChildId).Concat(kin.Where(k => k.ChildId == Account.Id).Select(k => k.ParentId)).ToHashSet();
            // A relative tells something only if he was found by himself.
            var family = all.Where(o => related.Contains(o.Account.Id) && likely[o.Account.Id] >= NameLikeness.NearSpelling).Select(o => $"{o.Account.GivenName} {o.Account.FamilyName}").Order().ToList();
            var isParent = Account.Profile is Profile.Relative;
            return new(
                Account.Id, Account.FamilyName, Account.GivenName, Account.Profile, Account.Login, ClassName, Account.ActivatedAt is not null, names,
                isParent || request.ChildClass is null || ClassName is null ? null : Compact(request.ChildClass) == Compact(ClassName), family,
                isParent ? Compare(request.Email, Account.Email, EmailAddress.Same) : ContactLikeness.NotGiven, EmailAddress.Mask(Account.Email),
                isParent ? Compare(request.Mobile, Account.Mobile, (one, other) => one == other) : ContactLikeness.NotGiven, MobileNumber.Mask(Account.Mobile));
        }

        /// <summary>« 6 ème B », « 6eB » and « 6e b » are one class.</summary>
        private static string Compact(string name) => Folding.Fold(name).Replace(" ", "", StringComparison.Ordinal).Replace("eme", "e", StringComparison.Ordinal);

        private static ContactLikeness Compare(string? given, string? onRecord, Func<string?, string?, bool> same) => (given, onRecord) switch
        {
            (null, _) => ContactLikeness.NotGiven,
            (_, null) => ContactLikeness.NoneOnRecord,
            _ => same(given, onRecord) ? ContactLikeness.Same : ContactLikeness.Differs,
        };
    }
}
