using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>A passkey as its owner sees it.</summary>
public sealed record OwnPasskey(Guid Id, string Name, DateTimeOffset AddedAt, DateTimeOffset? UsedAt);

/// <summary>A person's second factors.</summary>
public sealed record FactorView
{
    public required string Login { get; init; }

    /// <summary>Who holds none has nothing to protect by it.</summary>
    public required bool HasFunction { get; init; }

    /// <summary>Whether this session carries no function until a factor was proven.</summary>
    public required bool IsDue { get; init; }
    public required DateTimeOffset? AuthenticatorAddedAt { get; init; }
    public required IReadOnlyList<OwnPasskey> Passkeys { get; init; }
    public required int CodesLeft { get; init; }

    /// <summary>Whether factors may be added and removed now: the person has proven himself within the last quarter of an hour.</summary>
    public required bool MayChange { get; init; }

    /// <summary>Whether a function of the person needs a factor here.</summary>
    public bool IsRequired { get; init; }

    public int Count => Passkeys.Count + (AuthenticatorAddedAt is null ? 0 : 1);
}

/// <summary>Reads one's own second factors, and says who may change them.</summary>
public sealed class FactorReader(IDbContextFactory<AdminDb> factory, IOptions<SecondFactorOptions> options)
{
    /// <summary>The actor's own; null once his session is over, and in a remembered one, which carries no function.</summary>
    public async Task<FactorView?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var view = await
            (from session in Own(db, actor)
             join account in db.Accounts on session.AccountId equals account.Id
             select new FactorView
             {
                 Login = account.Login,
                 HasFunction = db.CurrentGrants.Any(g => g.AccountId == account.Id),
                 IsDue = session.Withheld != FunctionSet.None && db.CurrentGrants.Any(g => g.AccountId == account.Id) && !db.GrantsOf(actor).Any(),
                 AuthenticatorAddedAt = db.Authenticators.Where(f => f.AccountId == account.Id).Max(f => (DateTimeOffset?)f.AddedAt),
                 Passkeys = db.Passkeys.Where(p => p.AccountId == account.Id).OrderBy(p => p.AddedAt).ThenBy(p => p.Id)
                     .Select(p => new OwnPasskey(p.Id, p.Name, p.AddedAt, p.UsedAt)).ToList(),
                 CodesLeft = db.RecoveryCodes.Count(c => c.AccountId == account.Id && c.UsedAt == null),
                 MayChange = Changing(db, actor).Any(),
             }).SingleOrDefaultAsync(cancel);
        return view is null ? null : view with { IsRequired = await IsRequiredAsync(db, actor.AccountId, cancel) };
    }

    /// <summary>Sessions in which a second factor means something.</summary>
    internal static IQueryable<Session> Own(AdminDb db, Actor actor) =>
        db.LiveSessions.Where(s => s.Id == actor.SessionId && s.AccountId == actor.AccountId && !s.Remembered);

    /// <summary>
    /// The session, if factors may be changed in it: who has one proved it lately, who has none signed in lately. A page that was left open is not enough.
    /// </summary>
    internal static IQueryable<Session> Changing(AdminDb db, Actor actor) =>
        Own(db, actor).Where(s => db.CurrentGrants.Any(g => g.AccountId == s.AccountId)
            && (db.Authenticators.Any(f => f.AccountId == s.AccountId) || db.Passkeys.Any(p => p.AccountId == s.AccountId)
                ? s.Proof == SessionProof.SecondFactor && s.ProvenAt > AdminDb.Now() - FreshProof.Life
                : s.StartedAt > AdminDb.Now() - FreshProof.Life));

    /// <summary>Whether the setting asks it of a function that the person holds now.</summary>
    internal async Task<bool> IsRequiredAsync(AdminDb db, Guid accountId, CancellationToken cancel)
    {
        var functions = await db.CurrentGrants.Where(g => g.AccountId == accountId).Select(g => g.Function).Distinct().ToListAsync(cancel);
        return functions.Any(function => options.Value.RequiredFor.Contains(Enum.Parse<FactorRequiredFor>(function.ToString())));
    }
}
