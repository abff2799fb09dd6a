using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>A contact on record and what is known of it.</summary>
public sealed record OwnContact(string Value, ContactState State);

/// <summary>A new contact that waits for its confirmation.</summary>
/// <param name="LinkExpiresAt">Until when the link sent last works; null when none does any more.</param>
/// <param name="Refused">The server said that there is no such address or number.</param>
public sealed record WaitingContact(Guid Id, Channel Channel, string Value, DateTimeOffset? LinkExpiresAt, bool Refused);

/// <summary>What a person sees of his own account.</summary>
public sealed record OwnAccountView
{
    public required string GivenName { get; init; }
    public required string FamilyName { get; init; }
    public required string Login { get; init; }
    public required string? Alias { get; init; }
    public required OwnContact? Email { get; init; }
    public required OwnContact? Mobile { get; init; }
    public required IReadOnlyList<WaitingContact> Waiting { get; init; }
    public required DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>False for an account that signs in elsewhere: what is asked against the password cannot be changed here.</summary>
    public required bool HasPassword { get; init; }
    public required bool HasFunction { get; init; }
    public required int Sessions { get; init; }

    /// <summary>Whether the person has a second factor; only who holds a function is offered one.</summary>
    public bool HasFactor { get; init; }

    /// <summary>Characters that a password of this person needs.</summary>
    public int MinimumLength { get; init; }

    /// <summary>Whether SMS are sent by this installation; without, the mobile is only shown.</summary>
    public bool SmsOffered { get; init; }
}

/// <summary>« Mon compte »: needs a session and no function.</summary>
public sealed class OwnAccountReader(IDbContextFactory<AdminDb> factory, PasswordRules rules, SmsGateway gateway)
{
    /// <summary>The actor's own account; null once his session is over.</summary>
    public async Task<OwnAccountView?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var waiting = OwnContacts.Waiting(db, actor.AccountId);
        var seen = await db.Accounts
            .Where(a => a.Id == actor.AccountId && db.LiveSessions.Any(s => s.Id == actor.SessionId && s.AccountId == a.Id))
            .Select(a => new
            {
                a.Profile,
                View = new OwnAccountView
                {
                    GivenName = a.GivenName,
                    FamilyName = a.FamilyName,
                    Login = a.Login,
                    Alias = a.Alias,
                    Email = a.Email == null ? null : new OwnContact(a.Email, a.EmailState!.Value),
                    Mobile = a.Mobile == null ? null : new OwnContact(a.Mobile, a.MobileState!.Value),
                    Waiting = waiting.OrderBy(c => c.Channel).Select(c => new WaitingContact(
                        c.Id, c.Channel, c.NewValue,
                        db.ResetTokens.Where(t => t.ChangeId == c.Id && t.Purpose == TokenPurpose.ConfirmContact && t.EndedAt == null && t.ExpiresAt > AdminDb.Now())
                            .Max(t => (DateTimeOffset?)t.ExpiresAt),
                        db.OutboxMessages.Any(m => m.State == MessageState.Refused && db.ResetTokens.Any(
                            t => t.Id == m.TokenId && t.ChangeId == c.Id && t.Purpose == TokenPurpose.ConfirmContact && t.EndedAt == null)))).ToList(),
                    PasswordChangedAt = a.PasswordChangedAt,
                    HasPassword = a.PasswordHash != null && a.FederatedWith == null,
                    HasFunction = db.CurrentGrants.Any(g => g.AccountId == a.Id),
                    Sessions = db.LiveSessions.Count(s => s.AccountId == a.Id),
                    HasFactor = db.Authenticators.Any(f => f.AccountId == a.Id) || db.Passkeys.Any(p => p.AccountId == a.Id),
                },
            }).SingleOrDefaultAsync(cancel);
        return seen is null ? null : seen.View with
        {
            MinimumLength = rules.MinimumFor(new(seen.Profile, seen.View.HasFunction, [], [], [], null)),
            SmsOffered = gateway.Offered,
        };
    }
}
