using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>What a person sees of his own account.</summary>
public sealed record OwnAccountView(string GivenName, string FamilyName, string Login);

/// <summary>« Mon compte »: needs a session and no function.</summary>
public sealed class OwnAccountReader(IDbContextFactory<AdminDb> factory)
{
    /// <summary>The actor's own account; null once his session is over.</summary>
    public async Task<OwnAccountView?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Accounts
            .Where(a => a.Id == actor.AccountId && db.LiveSessions.Any(s => s.Id == actor.SessionId && s.AccountId == a.Id))
            .Select(a => new OwnAccountView(a.GivenName, a.FamilyName, a.Login))
            .SingleOrDefaultAsync(cancel);
    }
}
