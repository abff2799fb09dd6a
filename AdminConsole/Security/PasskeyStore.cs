using AdminConsole.Domain.Model;
using AdminConsole.Domain.SignIn;
using Microsoft.AspNetCore.Identity;

namespace AdminConsole.Security;

/// <summary>Whose passkey it is, as ASP.NET Core Identity asks for somebody: nothing of Identity's own is stored.</summary>
public sealed record PasskeyOwner(Guid AccountId)
{
    public string Id => AccountId.ToString("D");
}

/// <summary>Lets Identity's check of passkeys find ours. What it would write is written by the domain, with the session and the journal.</summary>
internal sealed class PasskeyStore(PasskeyEntry passkeys) : IUserPasskeyStore<PasskeyOwner>
{
    public async Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.FindAsync(credentialId, cancellationToken) is { } found ? new(found.AccountId) : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.FindAsync(credentialId, cancellationToken) is { } found && found.AccountId == user.AccountId ? Info(found) : null;

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        [.. (await passkeys.OfAsync(user.AccountId, cancellationToken)).Select(Info)];

    public Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(Guid.TryParse(userId, out var id) ? new PasskeyOwner(id) : null);

    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Id);

    public Task AddOrUpdatePasskeyAsync(PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw NotHere();

    public Task RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) => throw NotHere();

    public Task SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) => throw NotHere();

    public Task<string?> GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotHere();

    public Task SetNormalizedUserNameAsync(PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotHere();

    public Task<PasskeyOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw NotHere();

    public void Dispose()
    {
        // Holds nothing.
    }

    private static UserPasskeyInfo Info(Passkey passkey) => new(
        passkey.CredentialId, passkey.PublicKey, passkey.AddedAt, (uint)passkey.SignCount, passkey.Transports, isUserVerified: true,
        passkey.BackupEligible, passkey.BackedUp, attestationObject: [], clientDataJson: []);

    private static NotSupportedException NotHere() => new("Accounts are the domain's.");
}
