using AdminConsole.Domain.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Fiche;

/// <summary>What came of a changed alias. Only <see cref="Saved"/> changed anything.</summary>
public enum AliasOutcome
{
    Saved,
    NothingToSave,

    /// <summary>Not a-z, 0-9, dot and hyphen, or too long, or looks like nothing that can be typed.</summary>
    Malformed,

    /// <summary>Somebody's login or alias, or one that somebody had; whose is told to nobody.</summary>
    Taken,

    /// <summary>Somebody changed the fiche meanwhile.</summary>
    Stale,
    SignedOut,
    NotFound,
    OwnAccount,
    HigherRank,
    FunctionTooLow,
}

/// <summary>« Identifiant personnalisé (Alias) »: a second login that the person prefers, unique together with all logins.</summary>
public sealed class AccountAlias(IDbContextFactory<AdminDb> factory, Operations operations)
{
    private static readonly ResultShape<AliasOutcome> Shape = new(
        OutcomeOf,
        outcome => outcome is AliasOutcome.Saved,
        outcome => outcome is AliasOutcome.NothingToSave or AliasOutcome.Malformed or AliasOutcome.Taken or AliasOutcome.Stale ? null : outcome.ToString());

    /// <summary>
    /// Whether the alias could be saved now, for a page that tells while typing; <see cref="SaveAsync"/> decides. Asks for the right to
    /// save it, so that nobody reads from it which logins exist who may not.
    /// </summary>
    public async Task<AliasOutcome> LookAsync(Actor actor, Guid accountId, string? typed, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var gate = await Gate.AskAsync(db, actor, accountId, Act.SetAlias, cancel);
        if (gate is not GateAnswer.Allowed) return OutcomeOf(gate);
        if (!TryRead(typed, out var alias)) return AliasOutcome.Malformed;
        var current = await db.Accounts.Where(a => a.Id == accountId).Select(a => a.Alias).SingleOrDefaultAsync(cancel);
        if (alias == current) return AliasOutcome.NothingToSave;
        return alias is not null && await db.LoginNames.AnyAsync(n => n.Name == alias && !(n.AccountId == accountId && n.Kind == LoginNameKind.Alias), cancel)
            ? AliasOutcome.Taken
            : AliasOutcome.Saved;
    }

    /// <summary>« Enregistrer »: sets or, with an empty text, removes the alias. Uniqueness is the database's: of two at once one gets it.</summary>
    /// <param name="version"><see cref="Account.Version"/> of the fiche that the operator was looking at.</param>
    public Task<AliasOutcome> SaveAsync(Actor actor, Guid accountId, Guid key, int version, string? typed, CancellationToken cancel)
    {
        var wish = new Wish(actor, accountId, Act.SetAlias, AuditAction.AliasChanged, key);
        return operations.RunAsync(wish, Shape, held => TryAsync(held, wish, version, typed, cancel), cancel);
    }

    private static async Task<AliasOutcome> TryAsync(Held held, Wish wish, int version, string? typed, CancellationToken cancel)
    {
        var (db, account, now) = held;
        if (await Operations.DoneBeforeAsync(db, wish, cancel) is not null) return AliasOutcome.Saved;
        if (!TryRead(typed, out var alias)) return AliasOutcome.Malformed;
        if (alias == account.Alias) return AliasOutcome.NothingToSave;
        if (version != account.Version) return AliasOutcome.Stale;
        if (alias == account.Login) return AliasOutcome.Taken;
        (account.Alias, account.ModifiedAt) = (alias, now);
        account.Version++;
        await db.AuditAsync(wish.Done(null), cancel);
        try
        {
            await db.SaveChangesAsync(cancel);
            return AliasOutcome.Saved;
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_login_names" })
        {
            return AliasOutcome.Taken;
        }
    }

    /// <summary>Null for an empty text, which removes it.</summary>
    private static bool TryRead(string? typed, out string? alias)
    {
        var name = Folding.Login(typed);
        alias = name.Length == 0 ? null : name;
        return string.IsNullOrWhiteSpace(typed) || (name.Length is > 0 and <= Account.LoginLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-')
            && name.Any(char.IsAsciiLetterOrDigit));
    }

    private static AliasOutcome OutcomeOf(GateAnswer gate) => gate switch
    {
        GateAnswer.SignedOut => AliasOutcome.SignedOut,
        GateAnswer.OwnAccount => AliasOutcome.OwnAccount,
        GateAnswer.HigherRank => AliasOutcome.HigherRank,
        GateAnswer.FunctionTooLow => AliasOutcome.FunctionTooLow,
        GateAnswer.NotFound or GateAnswer.Allowed => AliasOutcome.NotFound,
    };
}
