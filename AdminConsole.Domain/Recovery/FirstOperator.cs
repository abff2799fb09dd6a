using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Tokens;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminConsole.Domain.Recovery;

public enum FirstOperatorOutcome { Created, LinkRenewed, LoginMalformed, NameMalformed, EmailMalformed, LoginTaken }

/// <param name="Secret">Of the link with which the password is chosen; shown once and stored nowhere.</param>
public sealed record FirstOperatorResult(FirstOperatorOutcome Outcome, string? Secret = null, DateTimeOffset? ExpiresAt = null);

/// <summary>
/// Creates a central administrator from the command line: whoever can run it holds the database already. Nobody but the person
/// chooses the password, so all that it gives out is a link.
/// </summary>
public sealed class FirstOperator(IDbContextFactory<AdminDb> factory, ResetTokens tokens)
{
    /// <summary>As long as a link sent by mail (rule 6 of recovery).</summary>
    private static readonly TimeSpan Life = ResetTokens.MailLife;

    /// <summary>
    /// Account, grant over all schools, token and journal row in one commit. For a central administrator who never chose
    /// a password, the same call only gives a new link and ends the earlier ones; for any other login it changes nothing.
    /// </summary>
    public async Task<FirstOperatorResult> CreateAsync(string login, string family, string given, string email, CancellationToken cancel)
    {
        var name = Folding.Login(login);
        if (name.Length is 0 or > Account.LoginLength || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-'))
            return new(FirstOperatorOutcome.LoginMalformed);
        if (!IsName(family) || !IsName(given)) return new(FirstOperatorOutcome.NameMalformed);
        if (!EmailAddress.TryParse(email, out var address, out _)) return new(FirstOperatorOutcome.EmailMalformed);

        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var commit = await db.Database.BeginTransactionAsync(cancel);
        var waiting = await WaitingAsync(db, name, cancel);
        if (waiting is null && await db.LoginNames.AnyAsync(n => n.Name == name, cancel)) return new(FirstOperatorOutcome.LoginTaken);

        var now = await db.NowAsync(cancel);
        var accountId = waiting ?? Add(db, name, family.Trim(), given.Trim(), address.Value, now);
        await ResetTokens.EndAsync(db, db.ResetTokens.Where(t => t.AccountId == accountId), TokenEnd.Superseded, cancel);
        var issued = await tokens.IssueAsync(db, new(accountId, TokenOrigin.Operator, TokenCarrier.Screen, Life), now, cancel);
        await db.AuditAsync(new()
        {
            AccountId = accountId,
            Action = waiting is null ? AuditAction.OperatorCreated : AuditAction.ResetSent,
            Outcome = AuditOutcome.Done,
            Reason = "create-admin",
        }, cancel);
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new(FirstOperatorOutcome.LoginTaken);
        }
        await commit.CommitAsync(cancel);
        return new(waiting is null ? FirstOperatorOutcome.Created : FirstOperatorOutcome.LinkRenewed, issued.Secret, now + Life);
    }

    private static Task<Guid?> WaitingAsync(AdminDb db, string login, CancellationToken cancel) =>
        db.Accounts.Where(a => a.Login == login && a.PasswordHash == null && a.FederatedWith == null
                && db.CurrentGrants.Any(g => g.AccountId == a.Id && g.Function == Function.CentralAdmin && g.SchoolId == null))
            .Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancel);

    private static Guid Add(AdminDb db, string login, string family, string given, string email, DateTimeOffset now)
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(now),
            Login = login,
            FamilyName = family,
            GivenName = given,
            Profile = Profile.Personnel,
            Source = AccountSource.Manual,
            Email = email,
            EmailState = ContactState.Unconfirmed,
            EmailSource = ContactSource.Operator,
        };
        account.Rename(family, given);
        account.Grants.Add(new() { Id = Guid.CreateVersion7(now), Function = Function.CentralAdmin, StartsAt = now, MayExport = true });
        db.Accounts.Add(account);
        return account.Id;
    }

    private static bool IsName(string text) => Folding.Fold(text).Length > 0 && text.Trim().Length <= Account.NameLength && !text.Any(char.IsControl);
}
