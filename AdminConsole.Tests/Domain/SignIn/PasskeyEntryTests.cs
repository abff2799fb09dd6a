using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.SignIn;

/// <summary>What a passkey opens once its signature was checked, and for whom it opens nothing.</summary>
public sealed class PasskeyEntryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly IPAddress Network = IPAddress.Parse("192.0.2.7");
    private readonly PasskeyEntry passkeys = database.Get<PasskeyEntry>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 8)]
    public async Task One_answer_opens_one_session_even_twice_at_once(long before, long shown)
    {
        var (agent, passkey) = await OperatorAsync(before);
        var answer = Answer(passkey, shown);

        var opened = await Task.WhenAll(SignInAsync(answer), SignInAsync(answer));

        var session = Assert.Single(opened, s => s is not null)!;
        Assert.Equal((agent.Id, true, false, false), (session.AccountId, session.HasFunction, session.FactorDue, session.Remembered));
        Assert.Null(await SignInAsync(answer));
        var actor = new Actor(agent.Id, session.Id, Network);
        Assert.Equal(FactorOutcome.Wrong, (await passkeys.ProveAsync(actor, answer, Cancel)).Outcome);
        await using var db = database.Open();
        Assert.Equal(1, await db.Sessions.CountAsync(s => s.AccountId == agent.Id, Cancel));
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.ActorId == agent.Id && e.Action == AuditAction.SignedIn, Cancel));
    }

    [Fact]
    public async Task A_counter_that_goes_back_is_a_copys()
    {
        var (agent, passkey) = await OperatorAsync(counter: 7);
        foreach (var counter in (long[])[0, 6, 7]) Assert.Null(await SignInAsync(Answer(passkey, counter)));
        Assert.NotNull(await SignInAsync(Answer(passkey, 8)));
        var actor = await database.People.SignedInAsync(agent.Id);
        Assert.Equal(FactorOutcome.Wrong, (await passkeys.ProveAsync(actor, Answer(passkey, 8), Cancel)).Outcome);
        Assert.Equal(FactorOutcome.Proven, (await passkeys.ProveAsync(actor, Answer(passkey, 9), Cancel)).Outcome);
    }

    [Fact]
    public async Task The_passkey_of_another_proves_nothing_here()
    {
        var (_, passkey) = await OperatorAsync();
        var (other, _) = await OperatorAsync();
        Assert.Equal(FactorOutcome.Wrong, (await passkeys.ProveAsync(await database.People.SignedInAsync(other.Id), Answer(passkey, 0), Cancel)).Outcome);
    }

    [Theory]
    [InlineData("UPDATE accounts SET blocked_at = now() WHERE id = '{0}'")]
    [InlineData("UPDATE accounts SET deletion_due_at = now() + interval '30 days' WHERE id = '{0}'")]
    [InlineData("UPDATE accounts SET activated_at = NULL WHERE id = '{0}'")]
    [InlineData("UPDATE accounts SET federated_with = 'EduConnect' WHERE id = '{0}'")]
    [InlineData("UPDATE grants SET ends_at = now() WHERE account_id = '{0}'")]
    public async Task Who_may_not_come_in_does_not_by_a_passkey(string sql)
    {
        var (agent, passkey) = await OperatorAsync();
        await database.ExecuteAsOwnerAsync(string.Format(null, sql, agent.Id));

        Assert.Null(await SignInAsync(Answer(passkey, 0)));

        await using var db = database.Open();
        Assert.Equal(0, await db.Sessions.CountAsync(s => s.AccountId == agent.Id, Cancel));
        Assert.Null((await database.People.ReadAsync(agent.Id)).LastSignInAt);
        var row = await db.AuditEntries.SingleAsync(e => e.AccountId == agent.Id, Cancel);
        Assert.Equal((AuditAction.SignInRefused, FactorKinds.Passkey), (row.Action, row.Reason));
    }

    [Fact]
    public async Task Where_operators_come_in_by_the_provider_a_passkey_opens_for_nobody_but_the_one_who_keeps_the_glass()
    {
        var (agent, passkey) = await OperatorAsync();
        var (keeper, ofKeeper) = await OperatorAsync();
        await using var services = database.BuildServices(null, ("OperatorSignIn:Local", "false"), ("OperatorSignIn:BreakGlass", keeper.Login));
        var closed = services.GetRequiredService<PasskeyEntry>();

        Assert.Null(await closed.SignInAsync(Answer(passkey, 0), Network, null, Cancel));
        Assert.NotNull(await closed.SignInAsync(Answer(ofKeeper, 0), Network, null, Cancel));

        await using var db = database.Open();
        Assert.Equal(AuditAction.BreakGlassUsed, (await db.AuditEntries.SingleAsync(e => e.AccountId == keeper.Id, Cancel)).Action);
        Assert.Equal(AuditAction.SignInRefused, (await db.AuditEntries.SingleAsync(e => e.AccountId == agent.Id, Cancel)).Action);
    }

    private Task<OpenedSession?> SignInAsync(ShownPasskey shown) => passkeys.SignInAsync(shown, Network, "a browser", Cancel);

    private static ShownPasskey Answer(Passkey passkey, long counter) => new(passkey.AccountId, passkey.CredentialId, counter, BackedUp: false, Guid.NewGuid());

    private async Task<(Account Agent, Passkey Passkey)> OperatorAsync(long counter = 0)
    {
        var agent = await database.People.AccountAsync("Agent", "Ada", []);
        await database.People.GrantAsync(agent.Id, Function.Support, null);
        var passkey = new Passkey { Id = Guid.NewGuid(), AccountId = agent.Id, Name = "Linux", CredentialId = Guid.NewGuid().ToByteArray(), PublicKey = [1], SignCount = counter };
        await using var db = database.Open();
        db.Add(passkey);
        await db.SaveChangesAsync(Cancel);
        return (agent, passkey);
    }
}
