using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Model.Passwords;

/// <summary>What is known of the person who chooses a password: none of it may be in it (rule 11 of recovery).</summary>
public sealed record PasswordOwner(
    Profile Profile,
    bool IsOperator,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Logins,
    IReadOnlyList<string> Schools,
    DateOnly? BirthDate)
{
    /// <summary>The owner of an account; the caller knows the grants and the schools.</summary>
    public static PasswordOwner Of(Account account, bool isOperator, IReadOnlyList<string> schoolNames) => new(
        account.Profile,
        isOperator,
        Present(account.FamilyName, account.GivenName, account.UsageName),
        Present(account.Login, account.Alias),
        schoolNames,
        account.BirthDate);

    /// <summary>The owner of the one account that the query names; null when it names none.</summary>
    internal static async Task<PasswordOwner?> ReadAsync(AdminDb db, IQueryable<Guid> accountId, CancellationToken cancel)
    {
        var found = await (
            from account in db.Accounts
            where accountId.Contains(account.Id)
            select new
            {
                Account = account,
                IsOperator = db.CurrentGrants.Any(g => g.AccountId == account.Id),
                Schools = (from membership in db.CurrentMemberships
                           join school in db.Schools on membership.SchoolId equals school.Id
                           where membership.AccountId == account.Id
                           select school.Name).ToList(),
            }).AsNoTracking().SingleOrDefaultAsync(cancel);
        return found is null ? null : Of(found.Account, found.IsOperator, found.Schools);
    }

    private static string[] Present(params ReadOnlySpan<string?> texts)
    {
        var present = new List<string>();
        foreach (var text in texts)
        {
            if (!string.IsNullOrWhiteSpace(text)) present.Add(text);
        }
        return [.. present];
    }
}
