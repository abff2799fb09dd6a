using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;

namespace AdminConsole.Domain.Fiche;

/// <summary>Blocking and its like: what ends with it, what comes back, and what the journal says.</summary>
public sealed class AccountAccessTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AccountAccess access = database.Get<AccountAccess>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_ends_sessions_and_links_and_lasts_to_the_end_of_its_last_day()
    {
        var (admin, pupil) = await SetAsync();
        var session = await database.People.SignedInAsync(pupil.Id);
        await database.People.TokenAsync(pupil.Id, TokenOrigin.Slip, TokenCarrier.Paper);
        var lastDay = DateOnly.FromDateTime(DateTime.UnixEpoch.AddYears(200));

        Assert.Equal(AccessOutcome.Done, await access.BlockAsync(admin, pupil.Id, Guid.NewGuid(), " Compte prêté à un camarade ", lastDay, Cancel));

        var account = await database.People.ReadAsync(pupil.Id);
        Assert.Equal("Compte prêté à un camarade", account.BlockedReason);
        Assert.Equal(admin.AccountId, account.BlockedBy);
        // Midnight in Paris, in winter.
        Assert.Equal(new DateTimeOffset(2170, 1, 1, 23, 0, 0, TimeSpan.Zero), account.BlockedUntil);
        await using var db = database.Open();
        Assert.Equal(SessionEnd.Blocked, (await db.Sessions.SingleAsync(s => s.Id == session.SessionId, Cancel)).EndedWhy);
        Assert.Equal(TokenEnd.Blocked, (await db.ResetTokens.SingleAsync(t => t.AccountId == pupil.Id, Cancel)).EndedWhy);
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == pupil.Id, Cancel);
        Assert.Equal((AuditAction.Blocked, AuditOutcome.Done), (row.Action, row.Outcome));
        Assert.DoesNotContain("camarade", $"{row.Reason}{row.Detail}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("deux\nlignes")]
    public async Task A_block_needs_a_reason_of_one_line(string reason)
    {
        var (admin, pupil) = await SetAsync();

        Assert.Equal(AccessOutcome.ReasonRefused, await access.BlockAsync(admin, pupil.Id, Guid.NewGuid(), reason, null, Cancel));
        Assert.Equal(AccessOutcome.ReasonRefused, await access.BlockAsync(admin, pupil.Id, Guid.NewGuid(), new string('x', 501), null, Cancel));
        Assert.Null((await database.People.ReadAsync(pupil.Id)).BlockedAt);
    }

    [Fact]
    public async Task A_block_cannot_end_in_the_past()
    {
        var (admin, pupil) = await SetAsync();

        Assert.Equal(AccessOutcome.EndRefused, await access.BlockAsync(admin, pupil.Id, Guid.NewGuid(), "essai", new DateOnly(2020, 1, 1), Cancel));
    }

    [Fact]
    public async Task Unblocking_brings_back_neither_session_nor_link_and_a_second_time_does_nothing()
    {
        var (admin, pupil) = await SetAsync();
        await database.People.TokenAsync(pupil.Id, TokenOrigin.Slip, TokenCarrier.Paper);
        await access.BlockAsync(admin, pupil.Id, Guid.NewGuid(), "essai", null, Cancel);

        Assert.Equal(AccessOutcome.Done, await access.UnblockAsync(admin, pupil.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(AccessOutcome.NothingToDo, await access.UnblockAsync(admin, pupil.Id, Guid.NewGuid(), Cancel));

        var account = await database.People.ReadAsync(pupil.Id);
        Assert.Equal((null, null, null, null), (account.BlockedAt, account.BlockedBy, account.BlockedReason, account.BlockedUntil));
        await using var db = database.Open();
        Assert.NotNull((await db.ResetTokens.SingleAsync(t => t.AccountId == pupil.Id, Cancel)).EndedAt);
    }

    [Fact]
    public async Task Sessions_end_and_the_password_stays()
    {
        var (admin, pupil) = await SetAsync();
        await database.People.GivePasswordAsync(pupil.Id, "une phrase assez longue");
        var (first, second) = (await database.People.SignedInAsync(pupil.Id), await database.People.SignedInAsync(pupil.Id));

        Assert.Equal(AccessOutcome.Done, await access.EndSessionsAsync(admin, pupil.Id, Guid.NewGuid(), Cancel));
        Assert.Equal(AccessOutcome.NothingToDo, await access.EndSessionsAsync(admin, pupil.Id, Guid.NewGuid(), Cancel));

        await using var db = database.Open();
        Assert.False(await db.LiveSessions.AnyAsync(s => s.Id == first.SessionId || s.Id == second.SessionId, Cancel));
        Assert.NotNull((await database.People.ReadAsync(pupil.Id)).PasswordHash);
    }

    [Fact]
    public async Task A_delay_is_lifted_on_every_network_for_login_and_alias_and_for_nobody_else()
    {
        var (admin, pupil) = await SetAsync(a => a.Alias = "petit.nom" + Guid.NewGuid().ToString("N")[..8]);
        await using var db = database.Open();
        db.SignInDelays.AddRange(Delay(pupil.Login, "192.0.2.1"), Delay(pupil.Alias!, "192.0.2.2"), Delay("somebody.else", "192.0.2.1"));
        await db.SaveChangesAsync(Cancel);

        Assert.Equal(AccessOutcome.Done, await access.LiftDelayAsync(admin, pupil.Id, Guid.NewGuid(), Cancel));

        Assert.Equal(["somebody.else"], await db.SignInDelays.AsNoTracking().Select(d => d.Login).ToListAsync(Cancel));
    }

    [Fact]
    public async Task The_same_wish_acts_once_and_is_answered_alike()
    {
        var (admin, pupil) = await SetAsync();
        var key = Guid.NewGuid();

        Assert.Equal(AccessOutcome.Done, await access.BlockAsync(admin, pupil.Id, key, "essai", null, Cancel));
        await access.UnblockAsync(admin, pupil.Id, Guid.NewGuid(), Cancel);
        Assert.Equal(AccessOutcome.Done, await access.BlockAsync(admin, pupil.Id, key, "essai", null, Cancel));

        Assert.Null((await database.People.ReadAsync(pupil.Id)).BlockedAt);
    }

    [Fact]
    public async Task An_agent_may_not_and_the_refusal_is_journaled()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [school]);

        Assert.Equal(AccessOutcome.FunctionTooLow, await access.BlockAsync(agent, pupil.Id, Guid.NewGuid(), "essai", null, Cancel));

        await using var db = database.Open();
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == pupil.Id, Cancel);
        Assert.Equal((AuditOutcome.Refused, "FunctionTooLow"), (row.Outcome, row.Refusal));
    }

    private static SignInDelay Delay(string login, string network) =>
        new() { Login = login, Network = network, Failures = 6, LastFailedAt = DateTimeOffset.UnixEpoch, DelayedUntil = DateTimeOffset.MaxValue.AddYears(-1) };

    private async Task<(Actor Admin, Account Pupil)> SetAsync(Action<Account>? change = null)
    {
        var school = await database.People.SchoolAsync();
        return (await database.People.OperatorAsync(Function.LocalAdmin, [school]), await database.People.AccountAsync("Petit", "Lou", [school], change));
    }
}
