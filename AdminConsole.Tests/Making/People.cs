using AdminConsole.Domain.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Making;

/// <summary>Schools, accounts and operators for a test, each with what most tests do not care about filled in.</summary>
public sealed class People(TestDatabase database)
{
    private static int serial;

    public async Task<School> SchoolAsync(string name = "Collège Jean-Moulin", string town = "Melun")
    {
        var school = new School { Id = Guid.CreateVersion7(), Uai = $"{Interlocked.Increment(ref serial):D7}A", Name = name, Town = town };
        await SaveAsync(school);
        return school;
    }

    /// <summary>An activated pupil unless <paramref name="change"/> says otherwise, member of each given school.</summary>
    public async Task<Account> AccountAsync(string familyName, string givenName, School[] schools, Action<Account>? change = null, string? className = null)
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            FamilyName = familyName,
            GivenName = givenName,
            Login = $"{Folding.Fold(givenName)}.{Folding.Fold(familyName)}{Interlocked.Increment(ref serial)}".Replace(" ", "", StringComparison.Ordinal),
            Profile = Profile.Student,
            Source = AccountSource.Csv,
            ActivatedAt = DateTimeOffset.UnixEpoch.AddYears(50),
        };
        account.Rename(familyName, givenName);
        change?.Invoke(account);
        if (account.Email is not null) (account.EmailState, account.EmailSource) = (account.EmailState ?? ContactState.Unconfirmed, account.EmailSource ?? ContactSource.File);
        if (account.Mobile is not null) (account.MobileState, account.MobileSource) = (account.MobileState ?? ContactState.Unconfirmed, account.MobileSource ?? ContactSource.File);
        account.Memberships.AddRange(schools.Select(school => new Membership
        {
            Id = Guid.CreateVersion7(), SchoolId = school.Id, ClassName = className, StartsOn = new DateOnly(2020, 9, 1),
        }));
        await SaveAsync(account);
        return account;
    }

    /// <summary>
    /// Somebody with a function over the given schools (none: over all), signed in. He belongs to the first of them,
    /// or to <paramref name="home"/>.
    /// </summary>
    public async Task<Actor> OperatorAsync(Function function, School[] schools, School? home = null)
    {
        var memberOf = home ?? schools.FirstOrDefault();
        var account = await AccountAsync("Opérateur", function.ToString(), memberOf is null ? [] : [memberOf], a => a.Profile = Profile.Personnel);
        foreach (var schoolId in schools is [] ? [null] : schools.Select(school => (Guid?)school.Id))
            await GrantAsync(account.Id, function, schoolId);
        return await SignedInAsync(account.Id);
    }

    /// <summary>A function over one school, or over all.</summary>
    public Task GrantAsync(Guid accountId, Function function, Guid? schoolId) =>
        SaveAsync(new Grant { Id = Guid.CreateVersion7(), AccountId = accountId, Function = function, SchoolId = schoolId, StartsAt = DateTimeOffset.UnixEpoch });

    /// <summary>A live session of the account.</summary>
    public async Task<Actor> SignedInAsync(Guid accountId)
    {
        var session = new Session
        {
            Id = Guid.CreateVersion7(), AccountId = accountId,
            IdleUntil = DateTimeOffset.MaxValue.AddYears(-1), ExpiresAt = DateTimeOffset.MaxValue.AddYears(-1),
        };
        await SaveAsync(session);
        return new Actor(accountId, session.Id, System.Net.IPAddress.Loopback);
    }

    /// <summary>As if the person had chosen it.</summary>
    public async Task GivePasswordAsync(Guid accountId, string password)
    {
        var hash = new PasswordHasher<object>().HashPassword(this, password);
        await using var db = database.Open();
        await db.Accounts.Where(a => a.Id == accountId).ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, hash));
    }

    /// <summary>A reset token that lives for as long as the test; its id.</summary>
    public async Task<Guid> TokenAsync(Guid accountId, TokenOrigin origin, TokenCarrier carrier, string? contact = null, string? provisionalHash = null)
    {
        var id = Guid.CreateVersion7();
        await SaveAsync(new ResetToken
        {
            Id = id, AccountId = accountId, Purpose = TokenPurpose.Reset, Origin = origin, Carrier = carrier,
            Contact = contact, ProvisionalHash = provisionalHash, ExpiresAt = DateTimeOffset.MaxValue.AddYears(-1),
        });
        return id;
    }

    public async Task<Account> ReadAsync(Guid accountId)
    {
        await using var db = database.Open();
        return await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId);
    }

    private async Task SaveAsync(object entity)
    {
        await using var db = database.Open();
        db.Add(entity);
        await db.SaveChangesAsync();
    }
}
