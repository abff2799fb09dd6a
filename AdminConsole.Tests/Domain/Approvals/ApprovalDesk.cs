using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Approvals;

/// <summary>A school, somebody with a function in it who lost his access, the operator whom he calls, and one who can approve.</summary>
internal sealed class ApprovalDesk(TestDatabase database)
{
    public const string Old = "ancienne@example.org";
    public const string New = "nouvelle@example.org";
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public required School School { get; init; }
    public required Account Target { get; init; }
    public required Actor Asker { get; init; }
    public required Actor Approver { get; init; }

    public PendingApprovals Pending => database.Get<PendingApprovals>();
    public ApprovalDecisions Decisions => database.Get<ApprovalDecisions>();

    /// <param name="rank">Of the person who calls; the two others are the lowest who may.</param>
    public static async Task<ApprovalDesk> SetAsync(TestDatabase database, Function? rank = Function.Support)
    {
        var people = database.People;
        var school = await people.SchoolAsync();
        var target = await people.AccountAsync("Perrin", "Maud", [school], a => (a.Email, a.Profile) = (Old, Profile.Personnel));
        if (rank is { } function) await people.GrantAsync(target.Id, function, school.Id);
        var above = rank is Function.LocalAdmin or Function.CentralAdmin ? Function.CentralAdmin : Function.LocalAdmin;
        return new(database)
        {
            School = school,
            Target = target,
            Asker = await people.OperatorAsync(above, [school]),
            Approver = await people.OperatorAsync(above, [school]),
        };
    }

    public Task<ResetResult> SendAsync(string? contact = New, Actor? by = null, CallerCheck? check = null) =>
        database.Get<PasswordReset>().SendAsync(by ?? Asker, Target.Id, Request(contact, check), Cancel);

    public Task<ResetResult> SaveAsync(string? contact = New) => database.Get<PasswordReset>().SaveOnlyAsync(Asker, Target.Id, Request(contact, null), Cancel);

    public Task<ResetResult> AskAsync(string? contact = New, string? reason = "n'a plus son adresse", Actor? by = null, Guid? key = null) =>
        database.Get<PasswordReset>().AskApprovalAsync(by ?? Asker, Target.Id, Request(contact, null) with { Key = key ?? Guid.NewGuid() }, reason, Cancel);

    public async Task<Guid> AskedAsync(string? contact = New)
    {
        Assert.Equal(ResetOutcome.ApprovalAsked, (await AskAsync(contact)).Outcome);
        await using var db = database.Open();
        return await db.ApprovalRequests.Where(r => r.AccountId == Target.Id).OrderByDescending(r => r.AskedAt).Select(r => r.Id).FirstAsync(Cancel);
    }

    public async Task<Guid> ApprovedAsync(string? contact = New)
    {
        var id = await AskedAsync(contact);
        Assert.Equal(DecisionOutcome.Approved, await ApproveAsync(id));
        return id;
    }

    public Task<DecisionOutcome> ApproveAsync(Guid requestId, Actor? by = null, Guid? key = null) =>
        Decisions.ApproveAsync(by ?? Approver, Target.Id, requestId, key ?? Guid.NewGuid(), null, Cancel);

    public Task<DecisionOutcome> RefuseAsync(Guid requestId, string? reason, Actor? by = null) =>
        Decisions.RefuseAsync(by ?? Approver, Target.Id, requestId, Guid.NewGuid(), reason, Cancel);

    public async Task<IReadOnlyList<WaitingApproval>> WaitingAsync(Actor? by = null) => (await Pending.ReadAsync(by ?? Approver, Cancel))!.Waiting;

    public async Task<AskedApproval?> AskedNowAsync(Actor? by = null) =>
        (await database.Get<CallerChecks>().ForAsync(by ?? Asker, Target.Id, Cancel))!.Approval!.For(ApprovalKind.ContactChange, Channel.Mail);

    public async Task<string?> EmailAsync() => (await database.People.ReadAsync(Target.Id)).Email;

    public async Task<List<AuditEntry>> JournalAsync()
    {
        await using var db = database.Open();
        return await db.AuditEntries.AsNoTracking().Where(e => e.AccountId == Target.Id).OrderBy(e => e.Id).ToListAsync(Cancel);
    }

    public async Task<ApprovalRequest> RequestAsync(Guid id)
    {
        await using var db = database.Open();
        return await db.ApprovalRequests.AsNoTracking().SingleAsync(r => r.Id == id, Cancel);
    }

    private ResetRequest Request(string? contact, CallerCheck? check) => new(Guid.NewGuid(), Target.Version, Channel.Mail, contact, check ?? InPerson);
}
