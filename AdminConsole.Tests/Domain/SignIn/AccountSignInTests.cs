using System.Net;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Making;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.SignIn;

public sealed class AccountSignInTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Password = "Trois-poules-bleues-7";
    private static readonly IPAddress School = IPAddress.Parse("192.0.2.7");

    private readonly AccountSignIn door = database.Get<AccountSignIn>();

    [Theory]
    [InlineData("{0}")]
    [InlineData("  {0}\t")]
    [InlineData("ÉLÉONORE.{1}")]
    [InlineData("{2}")]
    public async Task Signs_in_by_login_or_alias_however_typed(string typed)
    {
        var account = await AccountAsync("Éléonore");
        var text = string.Format(null, typed, account.Login, account.Login["eleonore.".Length..].ToUpperInvariant(), account.Alias!.ToUpperInvariant());

        var answer = await TryAsync(text);

        Assert.Equal(SignInOutcome.SignedIn, answer.Outcome);
        Assert.Equal(account.Id, answer.Session!.AccountId);
        Assert.NotNull((await database.People.ReadAsync(account.Id)).LastSignInAt);
        await using var db = database.Open();
        var session = await db.LiveSessions.SingleAsync(s => s.Id == answer.Session.Id, Cancel);
        Assert.Equal(School, session.Network);
        Assert.Equal(TimeSpan.FromHours(10), session.ExpiresAt - session.StartedAt);
        Assert.Equal(TimeSpan.FromMinutes(30), session.IdleUntil - session.StartedAt);
        var entry = await db.AuditEntries.SingleAsync(e => e.AccountId == account.Id, Cancel);
        Assert.Equal((AuditAction.SignedIn, AuditOutcome.Done, (Guid?)account.Id), (entry.Action, entry.Outcome, entry.ActorId));
    }

    [Fact]
    public async Task Whatever_is_wrong_gets_the_same_answer()
    {
        var blocked = await AccountAsync("Bloquée", a => a.BlockedAt = DateTimeOffset.UnixEpoch);
        var federated = await AccountAsync("Fédéré", a => a.FederatedWith = "EduConnect");
        var fresh = await database.People.AccountAsync("DUPONT", "Nouvelle", [], a => a.ActivatedAt = null);
        var former = await AccountAsync("Ancienne");
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET login = 'partie.ailleurs' WHERE id = '{former.Id}'");
        var right = await AccountAsync("Juste");

        foreach (var (login, password) in new[]
        {
            ("personne", Password), (blocked.Login, Password), (federated.Login, Password), (fresh.Login, Password), (fresh.Login, ""),
            (former.Login, Password), (right.Login, "Trois-poules-bleues-8"), (right.Login, ""), (right.Login, "ABCD-EFGH-JKMN"), ("", ""),
        })
        {
            var answer = await door.TryAsync(login, password, School, null, false, Cancel);
            Assert.Equal(new SignInAnswer(SignInOutcome.Refused), answer);
        }
        await using var db = database.Open();
        Assert.False(await db.Sessions.AnyAsync(s => s.AccountId == blocked.Id || s.AccountId == right.Id, Cancel));
        Assert.Equal(3, await db.AuditEntries.CountAsync(e => e.AccountId == right.Id && e.Action == AuditAction.SignInRefused, Cancel));
        Assert.Null((await database.People.ReadAsync(right.Id)).LastSignInAt);
    }

    [Fact]
    public async Task A_block_that_is_over_is_none()
    {
        var account = await AccountAsync("Revenue", a => (a.BlockedAt, a.BlockedUntil) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)));
        Assert.Equal(SignInOutcome.SignedIn, (await TryAsync(account.Login)).Outcome);
    }

    [Fact]
    public async Task The_same_person_may_be_tried_under_two_names_but_each_is_counted()
    {
        var account = await AccountAsync("Comptée");
        var waits = new List<double>();
        for (var i = 0; i < 5; i++) waits.Add((await TryAsync(account.Login, "faux")).Wait.TotalSeconds);
        Assert.Equal([0, 0, 0, 0, 30], waits.Select(w => Math.Round(w)));

        var delayed = await TryAsync(account.Login);
        Assert.Equal(SignInOutcome.Delayed, delayed.Outcome);
        Assert.InRange(delayed.Wait.TotalSeconds, 20, 30);
        Assert.Equal(SignInOutcome.Delayed, (await TryAsync("  " + account.Login.ToUpperInvariant())).Outcome);
        Assert.Equal(SignInOutcome.SignedIn, (await door.TryAsync(account.Login, Password, IPAddress.Parse("192.0.2.8"), null, false, Cancel)).Outcome);
        Assert.Equal(SignInOutcome.SignedIn, (await TryAsync(account.Alias!)).Outcome);
    }

    [Fact]
    public async Task A_delay_doubles_up_to_a_quarter_of_an_hour_and_counts_unknown_logins()
    {
        for (var i = 0; i < 4; i++) await TryAsync("inconnue");
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            waits.Add((await TryAsync("inconnue")).Wait.TotalSeconds);
            await PassDelayAsync("inconnue");
        }
        Assert.Equal([30, 60, 120, 240, 480, 900, 900, 900], waits.Select(w => Math.Round(w)));
    }

    [Fact]
    public async Task Success_forgets_the_wrong_tries_and_so_does_a_day()
    {
        var account = await AccountAsync("Patiente");
        for (var i = 0; i < 5; i++) await TryAsync(account.Login, "faux");
        await PassDelayAsync(account.Login);
        Assert.Equal(SignInOutcome.SignedIn, (await TryAsync(account.Login)).Outcome);
        Assert.Equal(TimeSpan.Zero, (await TryAsync(account.Login, "faux")).Wait);

        for (var i = 0; i < 9; i++)
        {
            await TryAsync(account.Login, "faux");
            await PassDelayAsync(account.Login);
        }
        await database.ExecuteAsOwnerAsync($"UPDATE sign_in_delays SET last_failed_at = now() - interval '25 hours' WHERE login = '{account.Login}'");
        Assert.Equal(new SignInAnswer(SignInOutcome.Refused), await TryAsync(account.Login, "faux"));
    }

    [Fact]
    public async Task What_counts_no_more_is_swept()
    {
        await TryAsync("hier", "faux");
        await TryAsync("aujourd.hui", "faux");
        await database.ExecuteAsOwnerAsync("UPDATE sign_in_delays SET last_failed_at = now() - interval '25 hours' WHERE login = 'hier'");
        await using var db = database.Open();
        await WrongTries.SweepAsync(db, Cancel);
        Assert.False(await db.SignInDelays.AnyAsync(d => d.Login == "hier", Cancel));
        Assert.True(await db.SignInDelays.AnyAsync(d => d.Login == "aujourd.hui", Cancel));
    }

    [Fact]
    public async Task Tries_at_the_same_time_do_not_slip_past_the_delay()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => TryAsync("assaillie", "faux"))));

        // The fifth begins the delay; those that were already being judged got their number before it.
        Assert.Equal(5, answers.Count(a => a.Outcome is SignInOutcome.Refused));
        Assert.Equal(25, answers.Count(a => a.Outcome is SignInOutcome.Delayed));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("' OR 1=1 --")]
    [InlineData("a\0b")]
    [InlineData("\0")]
    [InlineData("\ud83d")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀x😀")]
    [InlineData("́")]
    [InlineData(null)]
    public async Task Hostile_logins_are_wrong_and_nothing_else(string? login) =>
        Assert.Equal(SignInOutcome.Refused, (await TryAsync(login)).Outcome);

    [Fact]
    public async Task A_megabyte_is_wrong_and_nothing_else()
    {
        var huge = new string('é', 1_000_000);
        Assert.Equal(SignInOutcome.Refused, (await door.TryAsync(huge, huge, School, huge, true, Cancel)).Outcome);
        var account = await AccountAsync("Bavarde");
        Assert.Equal(SignInOutcome.SignedIn, (await door.TryAsync(account.Login, Password, School, huge, false, Cancel)).Outcome);
    }

    [Fact]
    public async Task A_hash_of_lower_cost_is_renewed()
    {
        var account = await AccountAsync("Économe");
        var cheap = new PasswordHash(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1_000 })).Hash(Password);
        await database.ExecuteAsOwnerAsync($"UPDATE accounts SET password_hash = '{cheap}' WHERE id = '{account.Id}'");

        Assert.Equal(SignInOutcome.SignedIn, (await TryAsync(account.Login)).Outcome);

        var renewed = (await database.People.ReadAsync(account.Id)).PasswordHash;
        Assert.NotEqual(cheap, renewed);
        Assert.Equal(HashAnswer.Right, new PasswordHash().Verify(renewed, Password));
    }

    [Fact]
    public async Task Remembering_is_for_weeks_without_a_function_and_for_the_day_with_one()
    {
        var pupil = await AccountAsync("Durable");
        var remembered = (await door.TryAsync(pupil.Login, Password, School, null, true, Cancel)).Session!;
        Assert.True(remembered.Remembered);
        Assert.Equal(Sessions.RememberedFor, await LifeAsync(remembered));

        var agent = await database.People.OperatorAsync(Function.Support, []);
        await database.People.GivePasswordAsync(agent.AccountId, Password);
        var login = (await database.People.ReadAsync(agent.AccountId)).Login;
        var console = (await door.TryAsync(login, Password, School, null, true, Cancel)).Session!;
        Assert.True(console.HasFunction);
        Assert.False(console.Remembered);
        Assert.Equal(TimeSpan.FromHours(10), await LifeAsync(console));
    }

    [Fact]
    public async Task A_remembered_session_is_over_for_somebody_who_gets_a_function()
    {
        var teacher = await AccountAsync("Promue");
        var session = (await door.TryAsync(teacher.Login, Password, School, null, true, Cancel)).Session!;
        await database.ExecuteAsOwnerAsync($"INSERT INTO grants (id, account_id, function, may_export) VALUES (gen_random_uuid(), '{teacher.Id}', 3, false)");

        Assert.Null(await database.Get<Sessions>().LookAsync(session.Id, teacher.Id, Cancel));
        await using var db = database.Open();
        Assert.Empty(await db.GrantsOf(new Actor(teacher.Id, session.Id)).ToListAsync(Cancel));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData(null, "")]
    public void A_network_is_what_a_household_has(string? address, string expected) =>
        Assert.Equal(expected, Networks.KeyOf(address is null ? null : IPAddress.Parse(address)));

    [Fact]
    public async Task A_browser_whose_name_is_cut_within_a_character_keeps_nobody_out()
    {
        var account = await AccountAsync("Navigateur");
        var agent = new string('a', Session.UserAgentLength - 1) + "😀";

        Assert.Equal(SignInOutcome.SignedIn, (await door.TryAsync(account.Login, Password, School, agent, false, Cancel)).Outcome);
    }

    /// <summary>By the database's clock alone, which set both ends.</summary>
    private async Task<TimeSpan> LifeAsync(OpenedSession session)
    {
        await using var db = database.Open();
        return await db.Sessions.Where(s => s.Id == session.Id).Select(s => s.ExpiresAt - s.StartedAt).SingleAsync(Cancel);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<SignInAnswer> TryAsync(string? login, string password = Password) => door.TryAsync(login, password, School, "essai", false, Cancel);

    private Task PassDelayAsync(string login) =>
        database.ExecuteAsOwnerAsync($"UPDATE sign_in_delays SET delayed_until = now() WHERE login = '{login}'");

    private async Task<Account> AccountAsync(string givenName, Action<Account>? change = null)
    {
        var account = await database.People.AccountAsync("DUPONT", givenName, [await database.People.SchoolAsync()], a =>
        {
            a.Alias = Folding.Login(givenName) + "-" + a.Login[^1] + Guid.NewGuid().ToString("N")[..6];
            change?.Invoke(a);
        });
        await database.People.GivePasswordAsync(account.Id, Password);
        return account;
    }
}
