using AdminConsole.AccountParts;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Making;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Features.Fiche;

/// <summary>What happens to an account, a family or a right while its fiche is open, and what stands in names.</summary>
public sealed class FichePageTests : CardTest, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly Signals signals;
    private bool notFound;

    public FichePageTests(TestDatabase database) : base(database, also: services => services
        .AddSingleton(database.BuildServices().GetRequiredService<Signals>())
        .AddSingleton(database.Get<FicheReader>())
        .AddSingleton(database.Get<FicheHistory>())
        .AddSingleton(database.Get<MessageStatuses>())
        .AddSingleton(database.Get<RecentFiches>())
        .AddSingleton(database.Get<FicheViewers>()))
    {
        signals = Services.GetRequiredService<Signals>();
    }

    public async ValueTask InitializeAsync()
    {
        await signals.StartAsync(Cancel);
        await signals.Listening.WaitAsync(Cancel);
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => notFound = true;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await signals.StopAsync(CancellationToken.None);
        signals.Dispose();
    }

    /// <summary>{0} is the account, {1} the operator's.</summary>
    [Theory]
    [InlineData("DELETE FROM login_names WHERE account_id = '{0}'; DELETE FROM memberships WHERE account_id = '{0}'; DELETE FROM accounts WHERE id = '{0}'")]
    [InlineData("UPDATE memberships SET school_id = (SELECT id FROM schools WHERE name = 'Ailleurs' LIMIT 1) WHERE account_id = '{0}'")]
    [InlineData("UPDATE memberships SET ends_on = today() WHERE account_id = '{0}'")]
    [InlineData("UPDATE grants SET ends_at = now() WHERE account_id = '{1}'")]
    public async Task An_account_that_is_gone_moved_or_out_of_reach_leaves_the_screen(string sql)
    {
        await SetAsync();
        await Database.People.SchoolAsync("Ailleurs");
        var page = await OpenAsync();

        await Database.ExecuteAsOwnerAsync(string.Format(null, sql, Pupil.Id, Operator.AccountId));

        await page.WaitForAssertionAsync(() => Assert.True(notFound), Patience);
        Assert.DoesNotContain("PETIT", page.Markup, StringComparison.Ordinal);
    }

    /// <summary>Between the search and the click.</summary>
    [Fact]
    public async Task A_school_that_left_the_scope_before_the_click_is_as_if_nobody_were_there()
    {
        await SetAsync();
        await Database.ExecuteAsOwnerAsync($"DELETE FROM grants WHERE account_id = '{Operator.AccountId}'");
        var page = Render<FichePage>(with => with.Add(p => p.Id, Pupil.Id.ToString()));
        await page.WaitForAssertionAsync(() => Assert.True(notFound), Patience);
        Assert.DoesNotContain("PETIT", page.Markup, StringComparison.Ordinal);
        Assert.Empty(await Database.Get<RecentFiches>().ListAsync(Operator, Cancel));
    }

    [Fact]
    public async Task A_responsable_whose_relation_ends_can_be_sent_nothing_any_more()
    {
        await SetAsync();
        var school = (await FicheAsync()).Places[0];
        var mother = await Database.People.AccountAsync("Petit", "Ana", [await SchoolOfAsync(school.School)], a => (a.Profile, a.Email) = (Profile.Relative, "ana@example.org"));
        await Database.ExecuteAsOwnerAsync($"INSERT INTO relations (parent_id, child_id) VALUES ('{mother.Id}', '{Pupil.Id}')");
        var page = await OpenAsync();
        await page.WaitForAssertionAsync(() => Assert.Single(page.FindAll(".family button")), Patience);

        await Database.ExecuteAsOwnerAsync($"UPDATE relations SET ends_on = today() WHERE child_id = '{Pupil.Id}'");
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".family button")), Patience);

        // A forged message of the circuit: the operation asks again.
        var result = await Database.Get<PasswordReset>().SendToParentAsync(Operator, Pupil.Id, mother.Id, Channel.Mail, Guid.NewGuid(), Cancel);
        Assert.NotEqual(ResetOutcome.Sent, result.Outcome);
        Assert.Equal(0, await Database.CountAsync($"SELECT 1 FROM outbox_messages WHERE account_id = '{Pupil.Id}'"));
    }

    [Fact]
    public async Task What_others_do_and_what_runs_out_shows_by_itself()
    {
        await SetAsync(Function.Support, a => a.Email = "lou@example.org");
        var page = await OpenAsync();
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll(".fine")), Patience);

        await Database.ExecuteAsOwnerAsync($"""
            INSERT INTO sign_in_delays (login, network, failures, last_failed_at) VALUES ('{Pupil.Login}', '203.0.113.7', 4, now());
            UPDATE sign_in_delays SET failures = 5, delayed_until = now() + interval '2 seconds' WHERE login = '{Pupil.Login}'
            """);
        await page.WaitForAssertionAsync(() => Assert.Contains("Trop d’essais manqués", page.Find(".findings").TextContent, StringComparison.Ordinal), Patience);
        // Who may not lift it is led to what lifts it as well.
        Assert.Equal("Aller au courriel", page.Find(".findings a").TextContent);
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".findings")), Patience);
    }

    [Fact]
    public async Task Text_from_files_is_text_everywhere_on_the_fiche()
    {
        var school = await Database.People.SchoolAsync("Collège <script>x</script>");
        var admin = await Database.People.OperatorAsync(Function.LocalAdmin, [school]);
        var pupil = await Database.People.AccountAsync("=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", [school], a => (a.BlockedAt, a.BlockedReason) = (DateTimeOffset.UnixEpoch, "<b>@SUM(1)</b>"), "6e <i>B</i>");
        SignIn(admin);
        var page = Render<FichePage>(with => with.Add(p => p.Id, pupil.Id.ToString()));
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll("h1")), Patience);

        Assert.Equal("=CMD|' /C CALC'!A0 <img src=x onerror=alert(1)>", page.Find("h1").TextContent);
        Assert.Contains("6e <i>B</i> · Collège <script>x</script>", page.Find(".who").TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>@SUM(1)</b>", page.Find(".findings").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("script, img, .who i, .findings b"));
    }

    [Fact]
    public async Task A_colleague_on_the_same_fiche_is_named_and_gone_when_he_leaves()
    {
        await SetAsync(Function.Support);
        var page = await OpenAsync();
        var school = await SchoolOfAsync((await FicheAsync()).Places[0].School);
        var colleague = await Database.People.OperatorAsync(Function.LocalAdmin, [school]);
        await Database.ExecuteAsOwnerAsync($"UPDATE accounts SET family_name = 'Perrin', civility = 1 WHERE id = '{colleague.AccountId}'");
        await using var otherProcess = Database.BuildServices();
        var viewers = otherProcess.GetRequiredService<FicheViewers>();

        var viewing = await viewers.ArriveAsync(colleague, Pupil.Id, Cancel);
        await page.WaitForAssertionAsync(() => Assert.Equal("Mme PERRIN consulte aussi cette fiche.", page.Find(".colleagues[role=status]").TextContent.Trim()), Patience);
        await viewers.LeaveAsync(viewing!.Value);
        await page.WaitForAssertionAsync(() => Assert.Equal("", page.Find(".colleagues").TextContent.Trim()), Patience);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(20);

    private async Task<IRenderedComponent<FichePage>> OpenAsync()
    {
        var page = Render<FichePage>(with => with.Add(p => p.Id, Pupil.Id.ToString()));
        await page.WaitForAssertionAsync(() => Assert.Equal("PETIT Lou", page.Find("h1").TextContent), Patience);
        await Eventually.TrueAsync(async () => await Database.CountAsync($"SELECT 1 FROM recent_fiches WHERE account_id = '{Pupil.Id}'") > 0, "the page has arrived");
        return page;
    }

    private async Task<School> SchoolOfAsync(string name)
    {
        await using var db = Database.Open();
        return db.Schools.Single(s => s.Name == name && db.Memberships.Any(m => m.SchoolId == s.Id && m.AccountId == Pupil.Id));
    }
}
