using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Search;

/// <summary>Whom a filtered list means, for whoever may do something to all of them: the accounts in schools over which he is local administrator or above.</summary>
public sealed class AccountSelection(IDbContextFactory<AdminDb> databases)
{
    /// <summary>Their ids by NOM, Prénom, no more than <paramref name="most"/>. What is done to each asks for itself again.</summary>
    public async Task<IReadOnlyList<Guid>> IdsAsync(Actor actor, AccountFilter filter, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return [.. (await ListWalk.NextAsync(db, await ScopeAsync(db, actor, filter, cancel), filter, null, most, cancel)).Select(place => place.Id)];
    }

    /// <summary>How many they are, counted no further than <paramref name="most"/>.</summary>
    public async Task<int> CountAsync(Actor actor, AccountFilter filter, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ListWalk.CountAsync(db, await ScopeAsync(db, actor, filter, cancel), filter, most, cancel);
    }

    private static Task<WalkScope> ScopeAsync(AdminDb db, Actor actor, AccountFilter filter, CancellationToken cancel) =>
        WalkScope.OfAsync(db.GrantsOf(actor).Where(g => g.Function >= Function.LocalAdmin), filter.SchoolId, cancel);
}
