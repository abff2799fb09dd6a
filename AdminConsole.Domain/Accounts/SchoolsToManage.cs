using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Accounts;

/// <summary>A school in which the actor may create and attach accounts.</summary>
public sealed record ManagedSchool(Guid Id, string Name, string Town);

/// <summary>What to choose from where an account is put into a school.</summary>
public sealed class SchoolsToManage(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Open schools over which the actor is a local administrator or more, by name.</summary>
    public async Task<IReadOnlyList<ManagedSchool>> ListAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Schools.Where(s => (s.ClosedOn == null || s.ClosedOn > AdminDb.Today())
                && db.GrantsOf(actor).Any(g => g.Function >= Function.LocalAdmin && (g.SchoolId == null || g.SchoolId == s.Id)))
            .OrderBy(s => s.Name).ThenBy(s => s.Town).Select(s => new ManagedSchool(s.Id, s.Name, s.Town)).ToListAsync(cancel);
    }

    /// <summary>Classes of a school that somebody is in today; none for a school out of scope.</summary>
    public async Task<IReadOnlyList<string>> ClassesAsync(Actor actor, Guid schoolId, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.MembershipsInScopeOf(actor).Where(m => m.SchoolId == schoolId && m.ClassName != null)
            .Select(m => m.ClassName!).Distinct().Order().ToListAsync(cancel);
    }

    /// <summary>The class as the school writes it, whatever the case, accents and blanks in which it was typed; null when nobody is in it.</summary>
    internal static async Task<string?> KnownAsync(AdminDb db, Guid schoolId, string name, CancellationToken cancel)
    {
        var classes = await db.CurrentMemberships.Where(m => m.SchoolId == schoolId && m.ClassName != null).Select(m => m.ClassName!).Distinct().ToListAsync(cancel);
        return classes.Contains(name) ? name : classes.FirstOrDefault(known => Key(known) == Key(name));

        static string Key(string text) => Folding.Fold(text).Replace(" ", "", StringComparison.Ordinal);
    }
}
