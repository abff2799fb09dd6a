using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model;

/// <summary>What of the console an operator is shown the way to. Each page asks for itself again (rule 13 of recovery).</summary>
public sealed class ConsoleRights(IDbContextFactory<AdminDb> databases)
{
    /// <summary>The actor's highest function anywhere, now; null for none, or when he is signed out.</summary>
    public async Task<Function?> HighestAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.GrantsOf(actor).MaxAsync(g => (Function?)g.Function, cancel);
    }
}
