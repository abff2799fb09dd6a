using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.SignIn;
using AdminConsole.Making;

namespace AdminConsole.Domain.Recovery;

/// <summary>The provisional password that an operator is shown once.</summary>
public sealed class ProvisionalPasswordsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CallerCheck InPerson = new(VerifiedHow.InPerson);
    private readonly ProvisionalPasswords provisionals = database.Get<ProvisionalPasswords>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_shown_once_lives_a_day_and_leads_to_the_choice_of_a_password()
    {
        var desk = await ResetDesk.SetAsync(database, a => a.Email = null, Function.LocalAdmin);

        var (outcome, slip) = await IssueAsync(desk, InPerson);

        Assert.Equal(ProvisionalOutcome.Issued, outcome);
        Assert.Equal((desk.School.Name, "Dedpt", desk.Pupil.Login), (slip!.School, slip.FamilyName, slip.Login));
        Assert.Equal("https://ent.example.org/connexion", slip.SignInPage.AbsoluteUri);
        var token = Assert.Single(await desk.TokensAsync());
        Assert.Equal((TokenCarrier.Screen, TimeSpan.FromHours(24), (byte[]?)null), (token.Carrier, token.ExpiresAt - token.IssuedAt, token.SecretHash));
        Assert.True(ProvisionalPassword.LooksLikeOne(slip.Password));
        Assert.Equal(SignInOutcome.ChoosePassword, await TryAsync(desk, slip.Password));
        Assert.All(await desk.JournalAsync(), e => Assert.DoesNotContain(slip.Password, $"{e.Detail}{e.Reason}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_verified_caller_there_is_none()
    {
        var desk = await ResetDesk.SetAsync(database, function: Function.LocalAdmin);

        Assert.Equal(ProvisionalOutcome.CheckNeeded, (await IssueAsync(desk, null)).Outcome);
        Assert.Equal(ProvisionalOutcome.CheckNeeded, (await IssueAsync(desk, new(VerifiedHow.CodeToContact))).Outcome);
        Assert.Equal(ProvisionalOutcome.CheckNotPossible, (await IssueAsync(desk, new(VerifiedHow.CallBack))).Outcome);
        Assert.Empty(await desk.TokensAsync());
    }

    [Fact]
    public async Task The_same_wish_shows_nothing_twice_and_a_new_one_ends_the_first()
    {
        var desk = await ResetDesk.SetAsync(database, function: Function.LocalAdmin);
        var key = Guid.NewGuid();

        var first = await IssueAsync(desk, InPerson, key);
        Assert.Equal(new ProvisionalResult(ProvisionalOutcome.ShownBefore), await IssueAsync(desk, InPerson, key));
        var second = await IssueAsync(desk, null);

        Assert.Equal(SignInOutcome.Refused, await TryAsync(desk, first.Slip!.Password));
        Assert.Equal(SignInOutcome.ChoosePassword, await TryAsync(desk, second.Slip!.Password));
    }

    [Fact]
    public async Task Revoked_it_opens_nothing()
    {
        var desk = await ResetDesk.SetAsync(database, function: Function.LocalAdmin);
        var slip = (await IssueAsync(desk, InPerson)).Slip!;

        Assert.Equal(ProvisionalOutcome.Revoked, (await RevokeAsync(desk)).Outcome);
        Assert.Equal(ProvisionalOutcome.NothingToRevoke, (await RevokeAsync(desk)).Outcome);
        Assert.Equal(SignInOutcome.Refused, await TryAsync(desk, slip.Password));
    }

    [Fact]
    public async Task An_agent_may_not()
    {
        var desk = await ResetDesk.SetAsync(database);

        Assert.Equal(ProvisionalOutcome.FunctionTooLow, (await IssueAsync(desk, InPerson)).Outcome);
        Assert.Equal("FunctionTooLow", Assert.Single(await desk.JournalAsync()).Refusal);
    }

    private Task<ProvisionalResult> IssueAsync(ResetDesk desk, CallerCheck? check, Guid? key = null) =>
        provisionals.IssueAsync(desk.Operator, desk.Pupil.Id, key ?? Guid.NewGuid(), check, Cancel);

    private Task<ProvisionalResult> RevokeAsync(ResetDesk desk) => provisionals.RevokeAsync(desk.Operator, desk.Pupil.Id, Guid.NewGuid(), Cancel);

    private async Task<SignInOutcome> TryAsync(ResetDesk desk, string typed) =>
        (await database.Get<AccountSignIn>().TryAsync(desk.Pupil.Login, typed, null, null, false, Cancel)).Outcome;
}
