using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>
/// Says of a password, while it is typed, what saving it would say: the same rules, for the same person. Only for whoever may choose a password now, so
/// that it tells strangers nothing about anybody. Changes and remembers nothing.
/// </summary>
public sealed class PasswordJudge(IDbContextFactory<AdminDb> factory, PasswordRules rules)
{
    /// <summary>Null when the link or the entry does not work.</summary>
    public async Task<PasswordVerdict?> JudgeAsync(ResetKey key, string typed, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return key.Of(db.LiveResetTokens) is { } live ? await JudgeAsync(db, live.Select(t => t.AccountId), typed, cancel) : null;
    }

    /// <summary>For the person's own account; null when the session is over.</summary>
    public async Task<PasswordVerdict?> JudgeAsync(Actor actor, string typed, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var own = db.LiveSessions.Where(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId).Select(s => s.AccountId);
        return await JudgeAsync(db, own, typed, cancel);
    }

    private async Task<PasswordVerdict?> JudgeAsync(AdminDb db, IQueryable<Guid> accountId, string typed, CancellationToken cancel) =>
        await PasswordOwner.ReadAsync(db, accountId, cancel) is { } owner ? rules.Judge(typed, owner) : null;
}
