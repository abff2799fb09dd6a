using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminConsole.Domain.SignIn;

public sealed class SessionsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly Sessions sessions = database.Get<Sessions>();

    [Fact]
    public async Task A_live_session_shows_who_and_the_highest_function()
    {
        var actor = await database.People.OperatorAsync(Function.LocalAdmin, [await database.People.SchoolAsync(), await database.People.SchoolAsync()]);
        var view = await LookAsync(actor);
        Assert.Equal(Function.LocalAdmin, view!.Function);
        Assert.Equal("LocalAdmin Opérateur", view.DisplayName);
    }

    [Theory]
    [InlineData("UPDATE sessions SET ended_at = now() WHERE id = '{0}'")]
    [InlineData("UPDATE sessions SET idle_until = now() WHERE id = '{0}'")]
    [InlineData("UPDATE sessions SET expires_at = now() WHERE id = '{0}'")]
    [InlineData("UPDATE accounts SET blocked_at = now() WHERE id = '{1}'")]
    // Remembered when he held no function yet: the sign-in page asks him anew.
    [InlineData("UPDATE sessions SET remembered = true WHERE id = '{0}'")]
    public async Task Nothing_is_left_of_a_session_that_is_over(string sql)
    {
        var actor = await database.People.OperatorAsync(Function.Support, []);
        await database.ExecuteAsOwnerAsync(string.Format(null, sql, actor.SessionId, actor.AccountId));
        Assert.Null(await LookAsync(actor));
    }

    [Fact]
    public async Task The_session_of_another_account_is_not_ones_own()
    {
        var (one, other) = (await database.People.OperatorAsync(Function.Support, []), await database.People.OperatorAsync(Function.CentralAdmin, []));
        Assert.Null(await LookAsync(new Actor(other.AccountId, one.SessionId)));
    }

    [Fact]
    public async Task A_function_that_is_withdrawn_is_gone_at_the_next_look()
    {
        var actor = await database.People.OperatorAsync(Function.Support, []);
        await database.ExecuteAsOwnerAsync($"UPDATE grants SET ends_at = now() WHERE account_id = '{actor.AccountId}'");
        Assert.Null((await LookAsync(actor))!.Function);
    }

    [Fact]
    public async Task Activity_moves_the_idle_end_but_never_past_the_absolute_one_and_revives_nothing()
    {
        var actor = await database.People.SignedInAsync((await database.People.AccountAsync("DUPONT", "Active", [])).Id);
        async Task<Session> AfterAsync(string set)
        {
            await database.ExecuteAsOwnerAsync($"UPDATE sessions SET {set} WHERE id = '{actor.SessionId}'");
            await sessions.TouchAsync(actor.SessionId, Cancel);
            await using var db = database.Open();
            return await db.Sessions.SingleAsync(s => s.Id == actor.SessionId, Cancel);
        }

        var active = await AfterAsync("last_seen_at = now() - interval '5 minutes', idle_until = now() + interval '3 minutes', expires_at = now() + interval '2 hours'");
        Assert.InRange(active.IdleUntil - active.LastSeenAt, TimeSpan.FromMinutes(29.9), TimeSpan.FromMinutes(30.1));

        var again = await AfterAsync("idle_until = now() + interval '3 minutes'");
        Assert.InRange(again.IdleUntil - again.LastSeenAt, TimeSpan.FromMinutes(2.9), TimeSpan.FromMinutes(3.5));

        var late = await AfterAsync("last_seen_at = now() - interval '5 minutes', expires_at = now() + interval '10 minutes'");
        Assert.Equal(late.ExpiresAt, late.IdleUntil);

        var over = await AfterAsync("last_seen_at = now() - interval '5 minutes', idle_until = now() - interval '1 minute'");
        Assert.True(over.IdleUntil < over.LastSeenAt.AddMinutes(5));
    }

    [Fact]
    public async Task Signing_out_ends_this_session_once_and_is_journaled()
    {
        var actor = await database.People.OperatorAsync(Function.Support, []);
        var elsewhere = await database.People.SignedInAsync(actor.AccountId);
        await sessions.SignOutAsync(actor, Cancel);
        await sessions.SignOutAsync(actor, Cancel);

        Assert.Null(await LookAsync(actor));
        Assert.NotNull(await LookAsync(elsewhere));
        await using var db = database.Open();
        Assert.Equal(SessionEnd.SignedOut, (await db.Sessions.SingleAsync(s => s.Id == actor.SessionId, Cancel)).EndedWhy);
        Assert.Single(await db.AuditEntries.Where(e => e.ActorId == actor.AccountId && e.Action == AuditAction.SignedOut).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Nobody_signs_out_another_ones_session()
    {
        var (one, other) = (await database.People.OperatorAsync(Function.Support, []), await database.People.OperatorAsync(Function.CentralAdmin, []));
        await sessions.SignOutAsync(new Actor(other.AccountId, one.SessionId), Cancel);
        Assert.NotNull(await LookAsync(one));
    }

    [Fact]
    public async Task Ends_are_those_of_the_configuration()
    {
        var door = new AccountSignIn(database.Get<IDbContextFactory<AdminDb>>(), database.Get<AdminConsole.Domain.Model.Passwords.PasswordHash>(),
            Options.Create(new SessionOptions { IdleMinutes = 5, AbsoluteHours = 2 }), Options.Create(new OperatorSignInOptions()), Options.Create(new SecondFactorOptions()));
        var account = await database.People.AccountAsync("DUPONT", "Brève", []);
        await database.People.GivePasswordAsync(account.Id, "Trois-poules-bleues-7");
        var opened = (await door.TryAsync(account.Login, "Trois-poules-bleues-7", null, null, false, Cancel)).Session!;
        await using var db = database.Open();
        var session = await db.Sessions.SingleAsync(s => s.Id == opened.Id, Cancel);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(2)), (session.IdleUntil - session.StartedAt, session.ExpiresAt - session.StartedAt));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<SessionView?> LookAsync(Actor actor) => sessions.LookAsync(actor.SessionId, actor.AccountId, Cancel);
}
