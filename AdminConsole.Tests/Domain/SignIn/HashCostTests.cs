using System.Diagnostics.Metrics;
using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Making;

namespace AdminConsole.Domain.SignIn;

/// <summary>One slow hash for every try, and what is typed alone chooses of which kind (rule 10 of recovery). Counted, not timed.</summary>
public sealed class HashCostTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Password = "Trois-poules-bleues-7";

    /// <summary>Of this test alone: others sign people in at the same time.</summary>
    private static readonly AsyncLocal<List<string>?> Mine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_try_costs_one_hash_of_the_kind_that_was_typed()
    {
        using var listener = Listen();
        var right = await AccountAsync("Juste");
        var issued = await IssueAsync(right);
        var several = await AccountAsync("Plusieurs");
        foreach (var origin in Enum.GetValues<TokenOrigin>()) await IssueAsync(several, origin);
        var blocked = await AccountAsync("Bloquée", a => a.BlockedAt = DateTimeOffset.UnixEpoch);
        var federated = await AccountAsync("Fédéré", a => a.FederatedWith = "EduConnect");
        var fresh = await database.People.AccountAsync("DUPONT", "Nouvelle", [], a => a.ActivatedAt = null);
        await IssueAsync(fresh);

        foreach (var login in (string[])["personne.du.tout", right.Login, several.Login, blocked.Login, federated.Login, fresh.Login])
        {
            Assert.Equal(["password"], await CountAsync(login, "une devinette"));
            Assert.Equal(["password"], await CountAsync(login, ""));
            Assert.Equal(["provisional"], await CountAsync(login, ProvisionalPassword.Create()));
        }
        Assert.Equal(["password"], await CountAsync(right.Login, Password));
        Assert.Equal(["provisional"], await CountAsync(right.Login, issued.Provisional!));
        Assert.Equal(["provisional"], await CountAsync(fresh.Login, issued.Provisional!));
        // A delayed try is not looked at, whoever it is; each format has its own delay.
        for (var i = 0; i < 5; i++) await CountAsync(blocked.Login, "faux");
        Assert.Empty(await CountAsync(blocked.Login, "faux"));
        for (var i = 0; i < 4; i++) Assert.Equal(["provisional"], await CountAsync(blocked.Login, ProvisionalPassword.Create()));
        Assert.Empty(await CountAsync(blocked.Login, ProvisionalPassword.Create()));
    }

    private async Task<List<string>> CountAsync(string login, string typed)
    {
        var counted = Mine.Value = [];
        await database.Get<AccountSignIn>().TryAsync(login, typed, IPAddress.Parse("192.0.2.7"), null, remember: false, Cancel);
        Mine.Value = null;
        return counted;
    }

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, me) =>
            {
                if (instrument.Meter.Name == PasswordHash.MeterName && instrument.Name == PasswordHash.ChecksName) me.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Mine.Value?.Add((string)tags[0].Value!));
        listener.Start();
        return listener;
    }

    private async Task<Account> AccountAsync(string givenName, Action<Account>? change = null)
    {
        var account = await database.People.AccountAsync("DUPONT", givenName, [], change);
        await database.People.GivePasswordAsync(account.Id, Password);
        return account;
    }

    private async Task<IssuedToken> IssueAsync(Account account, TokenOrigin origin = TokenOrigin.Operator)
    {
        await using var db = database.Open();
        var issued = await database.Get<ResetTokens>().IssueAsync(
            db, new(account.Id, origin, TokenCarrier.Mail, TimeSpan.FromHours(1)) { WithProvisional = true }, await db.NowAsync(Cancel), Cancel);
        await db.SaveChangesAsync(Cancel);
        return issued;
    }
}
