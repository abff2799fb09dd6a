using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

/// <summary>Tells central administrators that the one account was used that may come in past the identity provider.</summary>
public sealed class BreakGlassUses(IDbContextFactory<AdminDb> factory, IOptions<OperatorSignInOptions> operators)
{
    /// <summary>How long a use is announced.</summary>
    public static readonly TimeSpan Announced = TimeSpan.FromDays(7);

    /// <summary>Uses that one page names.</summary>
    public const int Shown = 5;

    /// <summary>When it was, the latest first; empty for who is no central administrator now, and where there is no such account.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> LatestAsync(Actor actor, CancellationToken cancel)
    {
        if (operators.Value is not { Local: false, BreakGlass: { } named }) return [];
        var login = Folding.Login(named);
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.AuditEntries
            .Where(e => db.GrantsOf(actor).Any(g => g.Function == Function.CentralAdmin) && db.LoginNames.Any(n => n.Name == login && n.AccountId == e.AccountId))
            .Where(e => e.Action == AuditAction.BreakGlassUsed && e.At > AdminDb.Now() - Announced)
            .OrderByDescending(e => e.Id).Take(Shown).Select(e => e.At).ToListAsync(cancel);
    }
}
