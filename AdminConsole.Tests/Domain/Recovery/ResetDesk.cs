using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Recovery;

/// <summary>A school, an operator of it and a pupil with an address: what most tests of a reset start from.</summary>
internal sealed class ResetDesk(TestDatabase database)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public required School School { get; init; }
    public required Actor Operator { get; init; }
    public required Account Pupil { get; init; }

    public PasswordReset Resets => database.Get<PasswordReset>();

    public static async Task<ResetDesk> SetAsync(TestDatabase database, Action<Account>? change = null, Function function = Function.Support)
    {
        var school = await database.People.SchoolAsync();
        return new ResetDesk(database)
        {
            School = school,
            Operator = await database.People.OperatorAsync(function, [school]),
            Pupil = await database.People.AccountAsync("Dedpt", "Éleve11", [school], account =>
            {
                account.Email = "ancienne.adresse@example.org";
                account.BirthDate = new DateOnly(2014, 3, 2);
                change?.Invoke(account);
            }),
        };
    }

    public Task<ResetResult> SendAsync(string? email = null, CallerCheck? check = null, int? version = null, Guid? key = null, Actor? actor = null) =>
        Resets.SendAsync(actor ?? Operator, Pupil.Id, new(key ?? Guid.NewGuid(), version ?? Pupil.Version, Channel.Mail, email ?? Pupil.Email, check), Cancel);

    public Task<ResetResult> SaveAsync(string? email, CallerCheck? check = null, int? version = null) =>
        Resets.SaveOnlyAsync(Operator, Pupil.Id, new(Guid.NewGuid(), version ?? Pupil.Version, Channel.Mail, email, check), Cancel);

    public Task<Account> PupilNowAsync() => database.People.ReadAsync(Pupil.Id);

    public async Task<List<OutboxMessage>> MessagesAsync()
    {
        await using var db = database.Open();
        return await db.OutboxMessages.AsNoTracking().Where(m => m.AccountId == Pupil.Id).OrderBy(m => m.Id).ToListAsync(Cancel);
    }

    public async Task<List<ResetToken>> TokensAsync()
    {
        await using var db = database.Open();
        return await db.ResetTokens.AsNoTracking().Where(t => t.AccountId == Pupil.Id).OrderBy(t => t.Id).ToListAsync(Cancel);
    }

    public async Task<List<AuditEntry>> JournalAsync()
    {
        await using var db = database.Open();
        return await db.AuditEntries.AsNoTracking().Where(e => e.AccountId == Pupil.Id).OrderBy(e => e.Id).ToListAsync(Cancel);
    }

    public MessageContent Read(OutboxMessage message) => database.Get<MessageSealer>().Open(message.Content!);

    /// <summary>The provisional password in the pupil's newest reset mail.</summary>
    public async Task<string> ProvisionalAsync()
    {
        var mail = (await MessagesAsync()).Last(m => m.Kind == MessageKind.Reset);
        return System.Text.RegularExpressions.Regex.Match(Read(mail).Text, "[A-Z0-9]{4}(-[A-Z0-9]{4}){2}").Value;
    }

    /// <summary>The secret in the link of the pupil's newest reset mail.</summary>
    public async Task<string> LinkTextAsync()
    {
        var mail = (await MessagesAsync()).Last(m => m.Kind == MessageKind.Reset);
        return Read(mail).Text.Split('\n').Single(line => line.Contains("/reinitialisation/", StringComparison.Ordinal)).Split('/')[^1].Trim();
    }
}
