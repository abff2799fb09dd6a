using AdminConsole.Domain.Model;
using AdminConsole.Making;

namespace AdminConsole.Domain.Fiche;

/// <summary>The alias: what it may be, whose it is, and that two cannot have one.</summary>
public sealed class AccountAliasTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AccountAlias aliases = database.Get<AccountAlias>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("lou.petit-77", "lou.petit-77")]
    [InlineData("  Loulou.Éléonore ", "loulou.eleonore")]
    public async Task It_is_kept_folded_and_moves_the_version(string typed, string kept)
    {
        var (admin, pupil) = await SetAsync();

        Assert.Equal(AliasOutcome.Saved, await aliases.LookAsync(admin, pupil.Id, typed, Cancel));
        Assert.Equal(AliasOutcome.Saved, await SaveAsync(admin, pupil, typed));

        var account = await database.People.ReadAsync(pupil.Id);
        Assert.Equal((kept, pupil.Version + 1), (account.Alias, account.Version));
        Assert.Equal(AliasOutcome.NothingToSave, await SaveAsync(admin, account, typed));
        Assert.Equal(AliasOutcome.Saved, await SaveAsync(admin, account, ""));
        Assert.Null((await database.People.ReadAsync(pupil.Id)).Alias);
    }

    [Theory]
    [InlineData("lou petit")]
    [InlineData("lou@petit")]
    [InlineData("...")]
    [InlineData("лоу")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task What_could_not_be_typed_at_sign_in_is_refused(string typed)
    {
        var (admin, pupil) = await SetAsync();

        Assert.Equal(AliasOutcome.Malformed, await aliases.LookAsync(admin, pupil.Id, typed, Cancel));
        Assert.Equal(AliasOutcome.Malformed, await SaveAsync(admin, pupil, typed));
    }

    [Fact]
    public async Task A_login_or_alias_of_anybody_is_taken_in_every_school()
    {
        var (admin, pupil) = await SetAsync();
        var elsewhere = await database.People.AccountAsync("Autre", "Noa", [await database.People.SchoolAsync()], a => a.Alias = "pris." + Guid.NewGuid().ToString("N")[..8]);

        foreach (var typed in new[] { elsewhere.Login, elsewhere.Alias!, pupil.Login })
        {
            Assert.Equal(AliasOutcome.Taken, await aliases.LookAsync(admin, pupil.Id, typed, Cancel));
            Assert.Equal(AliasOutcome.Taken, await SaveAsync(admin, pupil, typed));
        }
        Assert.Null((await database.People.ReadAsync(pupil.Id)).Alias);
    }

    [Fact]
    public async Task Of_two_who_want_the_same_at_once_one_gets_it()
    {
        var (admin, pupil) = await SetAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SetAsync()));
        var wanted = "voulu." + Guid.NewGuid().ToString("N")[..8];

        var outcomes = await Task.WhenAll(others.Append((admin, pupil)).Select(pair => SaveAsync(pair.Item1, pair.Item2, wanted)));

        Assert.Single(outcomes, AliasOutcome.Saved);
        Assert.All(outcomes.Where(o => o is not AliasOutcome.Saved), outcome => Assert.Equal(AliasOutcome.Taken, outcome));
    }

    [Fact]
    public async Task A_stale_save_is_refused()
    {
        var (admin, pupil) = await SetAsync();
        await SaveAsync(admin, pupil, "premier." + Guid.NewGuid().ToString("N")[..8]);

        Assert.Equal(AliasOutcome.Stale, await SaveAsync(admin, pupil, "second." + Guid.NewGuid().ToString("N")[..8]));
    }

    [Fact]
    public async Task Who_may_not_set_it_does_not_learn_which_names_are_taken()
    {
        var school = await database.People.SchoolAsync();
        var agent = await database.People.OperatorAsync(Function.Support, [school]);
        var pupil = await database.People.AccountAsync("Petit", "Lou", [school]);

        Assert.Equal(AliasOutcome.FunctionTooLow, await aliases.LookAsync(agent, pupil.Id, pupil.Login, Cancel));
        Assert.Equal(AliasOutcome.NotFound, await aliases.LookAsync(agent, Guid.NewGuid(), pupil.Login, Cancel));
    }

    private Task<AliasOutcome> SaveAsync(Actor admin, Account account, string typed) =>
        aliases.SaveAsync(admin, account.Id, Guid.NewGuid(), account.Version, typed, Cancel);

    private async Task<(Actor Admin, Account Pupil)> SetAsync()
    {
        var school = await database.People.SchoolAsync();
        return (await database.People.OperatorAsync(Function.LocalAdmin, [school]), await database.People.AccountAsync("Petit", "Lou", [school]));
    }
}
