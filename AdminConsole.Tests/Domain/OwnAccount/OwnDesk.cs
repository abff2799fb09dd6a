using System.Text.RegularExpressions;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.OwnAccount;

/// <summary>A pupil with an address and a password, signed in: what most tests of « Mon compte » start from.</summary>
internal sealed class OwnDesk(TestDatabase database)
{
    public const string Password = "Trois-poules-bleues-7";
    public const string Old = "ancienne@example.org";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public required Account Pupil { get; init; }
    public required Actor Actor { get; init; }

    /// <summary>Of this desk alone: messages to one destination are counted whoever asks for them.</summary>
    public string New => $"nouvelle-{Pupil.Id:N}@example.org";

    public OwnContacts Contacts => database.Get<OwnContacts>();

    public ContactLinks Links => database.Get<ContactLinks>();

    public static async Task<OwnDesk> SetAsync(TestDatabase database, Action<Account>? change = null)
    {
        var school = await database.People.SchoolAsync();
        var pupil = await database.People.AccountAsync("Le Goff", "Maëlys", [school], account =>
        {
            (account.Email, account.EmailState) = (Old, ContactState.Confirmed);
            change?.Invoke(account);
        });
        await database.People.GivePasswordAsync(pupil.Id, Password);
        return new OwnDesk(database) { Pupil = pupil, Actor = await database.People.SignedInAsync(pupil.Id) };
    }

    public async Task<ContactAskOutcome> AskAsync(string? address = null, string password = Password, Actor? actor = null) =>
        (await Contacts.AskAsync(actor ?? Actor, Channel.Mail, address ?? New, password, Cancel)).Outcome;

    public async Task<ContactLinkView> ConfirmAsync(string? link = null) => await Links.ConfirmAsync(link ?? await ConfirmationAsync(), null, Cancel);

    public async Task<ContactLinkView> CancelAsync(string? link = null) => await Links.CancelAsync(link ?? await CancellationAsync(), null, Cancel);

    /// <summary>The secret of the newest link to confirm.</summary>
    public async Task<string> ConfirmationAsync() => SecretIn((await MessagesAsync()).Last(m => m is { Kind: MessageKind.ContactConfirmation, Content: not null }), "confirmation");

    /// <summary>The secret of the newest link to cancel, or of the newest that went to somebody.</summary>
    public async Task<string> CancellationAsync(string? recipient = null) =>
        SecretIn((await MessagesAsync()).Last(m => m is { Kind: MessageKind.OwnContactChange, TokenId: not null, Content: not null } && (recipient ?? m.Recipient) == m.Recipient), "annulation");

    public Task<Account> PupilNowAsync() => database.People.ReadAsync(Pupil.Id);

    public async Task<List<OutboxMessage>> MessagesAsync()
    {
        await using var db = database.Open();
        return await db.OutboxMessages.AsNoTracking().Where(m => m.AccountId == Pupil.Id).OrderBy(m => m.QueuedAt).ThenBy(m => m.Id).ToListAsync(Cancel);
    }

    public async Task<List<ResetToken>> TokensAsync()
    {
        await using var db = database.Open();
        return await db.ResetTokens.AsNoTracking().Where(t => t.AccountId == Pupil.Id).OrderBy(t => t.IssuedAt).ToListAsync(Cancel);
    }

    public async Task<List<OwnContactChange>> ChangesAsync()
    {
        await using var db = database.Open();
        return await db.OwnContactChanges.AsNoTracking().Where(c => c.AccountId == Pupil.Id).OrderBy(c => c.AskedAt).ToListAsync(Cancel);
    }

    public async Task<List<AuditEntry>> JournalAsync()
    {
        await using var db = database.Open();
        return await db.AuditEntries.AsNoTracking().Where(e => e.AccountId == Pupil.Id).OrderBy(e => e.Id).ToListAsync(Cancel);
    }

    public Task<long> LiveSessionsAsync() => database.CountAsync($"SELECT 1 FROM sessions WHERE account_id = '{Pupil.Id}' AND ended_at IS NULL");

    /// <summary>Moves what was asked for into the past.</summary>
    public Task AgeAsync(string interval) => database.ExecuteAsOwnerAsync($"""
        UPDATE own_contact_changes SET asked_at = asked_at - interval '{interval}', confirmed_at = confirmed_at - interval '{interval}' WHERE account_id = '{Pupil.Id}';
        UPDATE reset_tokens SET issued_at = issued_at - interval '{interval}', expires_at = expires_at - interval '{interval}' WHERE account_id = '{Pupil.Id}';
        """);

    public MessageContent Read(OutboxMessage message) => database.Get<MessageSealer>().Open(message.Content!);

    public string SecretIn(OutboxMessage message, string path)
    {
        var (text, html) = (Read(message).Text, Read(message).Html);
        var link = Regex.Match(text, $@"https://ent\.example\.org/mon-compte/{path}/(\S+)");
        Assert.True(link.Success, text);
        Assert.Contains(link.Value, html, StringComparison.Ordinal);
        return link.Groups[1].Value;
    }
}
